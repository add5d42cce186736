"use client";

import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { DataType } from "#lib/flow/data-types/data-type.ts";
import type { Binding, ConfigValue } from "#lib/flow/document.schema.ts";
import { autoMap } from "./auto-map.ts";
import { AutoMapLink } from "./auto-map-link.tsx";
import { BindingField } from "./binding-field.tsx";
import type { LiteralType } from "./binding-parts.ts";
import { CasesField } from "./cases-field.tsx";
import { CodeField } from "./code-field.tsx";
import { ConditionEditor } from "./condition-editor.tsx";
import { DeclarationField } from "./declaration-field.tsx";
import { declaredRows, declaredValue } from "./declared-rows.ts";
import type { EditMode } from "./edit-mode.ts";
import { type FieldProblem, FixLink } from "./field-problem.tsx";
import { FieldList } from "./field-list.tsx";
import { type FieldSpec, isShown, literalOf } from "./field-spec.ts";
import { type FlowChoice, FlowField } from "./flow-field.tsx";
import { FormField } from "./form-field.tsx";
import { formRows, formValue } from "./form-rows.ts";
import type { Hook } from "./hook-url.tsx";
import { NumberField } from "./number-field.tsx";
import { useReferenceScope } from "./reference-scope.ts";
import { takesOf, targetsOf } from "./takes-of.ts";

export interface SchemaFormProps {
  specs: readonly FieldSpec[];
  config: Readonly<Record<string, ConfigValue>>;
  readOnly: boolean;
  hook: Hook;
  /** Flows that can be called. */
  flows: FlowChoice;
  /** Issues by field: `url`, or `fields.email` for one row of a list. */
  problems: ReadonlyMap<string, FieldProblem>;
  /** What settings take, by key. */
  types: Readonly<Record<string, DataType>>;
  /** Several empty settings were filled by name. */
  onMap: (values: Readonly<Record<string, Binding>>) => void;
  /** Null takes the setting away. */
  onChange: (key: string, value: ConfigValue | null, mode: EditMode) => void;
  /** A field of a list was renamed: what refers to it follows. */
  onRename: (key: string, value: ConfigValue, from: string, to: string) => void;
  onLeave: () => void;
}

/** Every setting of an operation that matters with the others as they are. */
export function SchemaForm(props: SchemaFormProps) {
  const { specs, config, readOnly, types, onMap } = props;
  const { sources } = useReferenceScope();
  const shown = specs.filter((spec) => isShown(spec, specs, config));
  const open = shown.filter((spec) => spec.bindable && mapped.has(spec.control) && config[spec.key] === undefined && spec.preset === undefined);
  const matches = readOnly ? [] : autoMap(open.map((spec) => ({ name: spec.key, label: spec.label, takes: takesOf(types[spec.key]) })), sources);
  return (
    <div className="form-rows is-tight">
      <AutoMapLink matches={matches} words={`Map ${matches.length} by name`} onMap={(chosen) => onMap(Object.fromEntries(chosen.map(({ target, reference }) => [target, reference])))} />
      {shown.map((spec) => <SchemaField key={spec.key} spec={spec} {...props} />)}
    </div>
  );
}

/** Knows cron lines and time zones: loaded where a schedule is edited. */
const ScheduleField = lazyPart(async () => (await import("./schedule-field.tsx")).ScheduleField);

const FormUrl = lazyPart(async () => (await import("./form-url.tsx")).FormUrl, { waiting: <div className="hook" aria-busy="true" /> });
const HookUrl = lazyPart(async () => (await import("./hook-url.tsx")).HookUrl, { waiting: <div className="hook" aria-busy="true" /> });
const ThemeField = lazyPart(async () => (await import("./theme-field.tsx")).ThemeField);

const literalTypes: Partial<Record<FieldSpec["control"], LiteralType>> = { number: "number", json: "json" };
/** These need the whole width. */
const wide: ReadonlySet<FieldSpec["control"]> = new Set(["condition", "cases", "code"]);
/** Settings that one value of a step before can fill. */
const mapped: ReadonlySet<FieldSpec["control"]> = new Set(["text", "textarea", "number", "json"]);
/** Several controls in one, each with a name of its own. */
const grouped: ReadonlySet<FieldSpec["control"]> = new Set(["fields", "hook-url", "form-url", "switch", "condition", "cases", "declaration", "form", "schedule"]);

function SchemaField({ spec, config, problems, ...form }: SchemaFormProps & { spec: FieldSpec }) {
  const value = config[spec.key];
  const needsEmptyLabel = grouped.has(spec.control);
  const problem = problems.get(spec.key);
  return (
    <div data-field={spec.key}>
      <Field label={needsEmptyLabel ? <span aria-hidden>{spec.label}</span> : spec.label} layout={wide.has(spec.control) ? "stack" : "row"} error={problem?.message} warns={problem?.isWarning} mend={<FixLink fix={problem?.fix} />} hint={spec.control === "switch" ? undefined : spec.help} className="ed-row">
        {(control) => <Control spec={spec} value={value} control={control} problems={problems} {...form} />}
      </Field>
    </div>
  );
}

interface ControlProps extends Omit<SchemaFormProps, "specs" | "config"> {
  spec: FieldSpec;
  value: ConfigValue | undefined;
  control: FieldControl;
}

function Control({ spec, value, control, readOnly, hook, flows, problems, types, onChange, onRename, onLeave }: ControlProps) {
  const literal = literalOf(spec, value);
  const set = (next: ConfigValue | null, mode: EditMode) => onChange(spec.key, next, mode);
  const plain = typeof literal === "string" ? literal : literal === undefined || literal === null ? "" : JSON.stringify(literal);
  const typed = (text: string) => set(text === "" ? null : { kind: "literal", value: text }, "squash");
  const described = { "aria-describedby": control["aria-describedby"], "aria-invalid": control["aria-invalid"] };
  switch (spec.control) {
    case "hook-url":
      return <HookUrl hook={hook} />;
    case "form-url":
      return <FormUrl hook={hook} />;
    case "fields":
      return (
        <FieldList
          label={spec.label}
          field={spec.key}
          rows={value?.kind === "fields" ? value.fields : []}
          known={targetsOf(types[spec.key])}
          readOnly={readOnly}
          problemOf={(name) => problems.get(`${spec.key}.${name}`)}
          onChange={(rows, mode) => set(rows.length === 0 ? null : { kind: "fields", fields: [...rows] }, mode)}
          onRename={(rows, from, to) => onRename(spec.key, { kind: "fields", fields: [...rows] }, from, to)}
          onLeave={onLeave}
        />
      );
    case "condition":
      return <ConditionEditor {...described} label={spec.label} value={value?.kind === "condition" || value?.kind === "cel" ? value : undefined} readOnly={readOnly} onChange={set} onLeave={onLeave} />;
    case "cases":
      return (
        <CasesField
          label={spec.label}
          field={spec.key}
          cases={value?.kind === "cases" ? value.cases : []}
          readOnly={readOnly}
          problemOf={(port) => problems.get(`${spec.key}.${port}`)}
          onChange={(cases, mode) => set(cases.length === 0 ? null : { kind: "cases", cases }, mode)}
          onLeave={onLeave}
        />
      );
    case "declaration":
      return (
        <DeclarationField
          label={spec.label}
          rows={declaredRows(literal)}
          readOnly={readOnly}
          onChange={(rows, mode) => set(rows.length === 0 ? null : { kind: "literal", value: declaredValue(rows) }, mode)}
          onRename={(rows, from, to) => onRename(spec.key, { kind: "literal", value: declaredValue(rows) }, from, to)}
        />
      );
    case "form":
      return (
        <FormField
          label={spec.label}
          rows={formRows(literal)}
          readOnly={readOnly}
          onChange={(rows, mode) => set(rows.length === 0 ? null : { kind: "literal", value: formValue(rows) }, mode)}
          onRename={(rows, from, to) => onRename(spec.key, { kind: "literal", value: formValue(rows) }, from, to)}
          onLeave={onLeave}
        />
      );
    case "code":
      return <CodeField {...control} label={spec.label} value={plain} readOnly={readOnly} onChange={typed} onLeave={onLeave} />;
    case "flow":
      return <FlowField {...control} value={plain} choice={flows} readOnly={readOnly} onValue={(flow) => set(flow === "" ? null : { kind: "literal", value: flow }, "record")} />;
    case "schedule":
      return <ScheduleField {...control} label={spec.label} value={literal} readOnly={readOnly} onChange={(next, mode) => set(next === null ? null : { kind: "literal", value: next }, mode)} onLeave={onLeave} />;
    case "colour":
    case "image":
      return <ThemeField {...control} kind={spec.control} label={spec.label} value={plain} readOnly={readOnly} onChange={(next) => set(next === "" ? null : { kind: "literal", value: next }, "squash")} onLeave={onLeave} />;
    case "select":
      return <Select {...control} value={plain} options={spec.options} disabled={readOnly} onValue={(next) => set({ kind: "literal", value: next }, "record")} />;
    case "switch":
      return <Checkbox label={spec.help ?? spec.label} checked={literal === true} disabled={readOnly} onChange={(event) => set({ kind: "literal", value: event.currentTarget.checked }, "record")} />;
    case "number":
      if (spec.bindable) break;
      return (
        <NumberField
          {...control}
          {...spec.bounds}
          unit={spec.unit ?? ""}
          value={typeof literal === "number" ? literal : null}
          readOnly={readOnly}
          onValue={(next) => set(next === null ? null : { kind: "literal", value: next }, "squash")}
          onLeave={onLeave}
        />
      );
    case "text":
    case "textarea":
    case "json":
      break;
  }
  if (!spec.bindable) {
    const shared = { ...control, value: plain, readOnly, placeholder: spec.placeholder, onBlur: onLeave };
    if (spec.control === "textarea") return <TextArea {...shared} onChange={(event) => typed(event.currentTarget.value)} />;
    return <TextInput {...shared} onChange={(event) => typed(event.currentTarget.value)} />;
  }
  const isBinding = value !== undefined && value.kind !== "fields" && value.kind !== "condition" && value.kind !== "cases";
  const binding: Binding | undefined = isBinding ? value : undefined;
  const preset = spec.preset === undefined || spec.preset === "" || spec.preset === null ? undefined : String(spec.preset);
  return (
    <div className="unit-field">
      <BindingField
        {...control}
        label={spec.label}
        value={binding}
        literal={literalTypes[spec.control]}
        placeholder={spec.placeholder ?? preset}
        multiline={spec.control === "textarea" || spec.control === "json"}
        data={spec.control === "json"}
        readOnly={readOnly}
        takes={takesOf(types[spec.key])}
        onChange={(next) => set(next, "squash")}
        onLeave={onLeave}
      />
      {spec.unit === undefined ? null : <span className="small faint">{spec.unit}</span>}
    </div>
  );
}
