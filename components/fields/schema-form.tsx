"use client";

import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { Binding, ConfigValue } from "#lib/flow/document.schema.ts";
import type { LiteralType } from "./binding-parts.ts";
import type { EditMode } from "./edit-mode.ts";
import { FieldList } from "./field-list.tsx";
import { type FieldSpec, isShown, literalOf } from "./field-spec.ts";
import { type Hook, HookUrl } from "./hook-url.tsx";
import { TemplateEditor } from "./template-editor.tsx";

export interface SchemaFormProps {
  specs: readonly FieldSpec[];
  config: Readonly<Record<string, ConfigValue>>;
  readOnly: boolean;
  hook: Hook;
  /** Issues by field: `url`, or `fields.email` for one row of a list. */
  problems: ReadonlyMap<string, string>;
  /** Null takes the setting away. */
  onChange: (key: string, value: ConfigValue | null, mode: EditMode) => void;
  onLeave: () => void;
}

/** Every setting of an operation that matters with the others as they are. */
export function SchemaForm(props: SchemaFormProps) {
  const { specs, config } = props;
  return (
    <div className="form-rows is-tight">
      {specs.filter((spec) => isShown(spec, specs, config)).map((spec) => <SchemaField key={spec.key} spec={spec} {...props} />)}
    </div>
  );
}

const literalTypes: Partial<Record<FieldSpec["control"], LiteralType>> = { number: "number", json: "json" };

function SchemaField({ spec, config, problems, ...form }: SchemaFormProps & { spec: FieldSpec }) {
  const value = config[spec.key];
  const needsEmptyLabel = spec.control === "fields" || spec.control === "hook-url" || spec.control === "switch";
  const problem = problems.get(spec.key);
  return (
    <div data-field={spec.key}>
      <Field label={needsEmptyLabel ? <span aria-hidden>{spec.label}</span> : spec.label} layout="row" error={problem} hint={spec.control === "switch" ? undefined : spec.help} className="ed-row">
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

function Control({ spec, value, control, readOnly, hook, problems, onChange, onLeave }: ControlProps) {
  const literal = literalOf(spec, value);
  const set = (next: ConfigValue | null, mode: EditMode) => onChange(spec.key, next, mode);
  const plain = typeof literal === "string" ? literal : literal === undefined || literal === null ? "" : JSON.stringify(literal);
  switch (spec.control) {
    case "hook-url":
      return <HookUrl hook={hook} />;
    case "fields":
      return (
        <FieldList
          label={spec.label}
          rows={value?.kind === "fields" ? value.fields : []}
          readOnly={readOnly}
          problemOf={(name) => problems.get(`${spec.key}.${name}`)}
          onChange={(rows, mode) => set(rows.length === 0 ? null : { kind: "fields", fields: [...rows] }, mode)}
          onLeave={onLeave}
        />
      );
    case "select":
      return <Select {...control} value={plain} options={spec.options} disabled={readOnly} onValue={(next) => set({ kind: "literal", value: next }, "record")} />;
    case "switch":
      return <Checkbox label={spec.help ?? spec.label} checked={literal === true} disabled={readOnly} onChange={(event) => set({ kind: "literal", value: event.currentTarget.checked }, "record")} />;
    case "text":
    case "textarea":
    case "number":
    case "json":
      break;
  }
  if (!spec.bindable) {
    const shared = { ...control, value: plain, readOnly, placeholder: spec.placeholder, onBlur: onLeave };
    const typed = (text: string) => set(text === "" ? null : { kind: "literal", value: text }, "squash");
    if (spec.control === "textarea") return <TextArea {...shared} onChange={(event) => typed(event.currentTarget.value)} />;
    return <TextInput {...shared} onChange={(event) => typed(event.currentTarget.value)} />;
  }
  const binding: Binding | undefined = value === undefined || value.kind === "fields" ? undefined : value;
  return (
    <TemplateEditor
      {...control}
      label={spec.label}
      value={binding}
      literal={literalTypes[spec.control]}
      placeholder={spec.placeholder}
      multiline={spec.control === "textarea" || spec.control === "json"}
      data={spec.control === "json"}
      readOnly={readOnly}
      onChange={(next) => set(next, "squash")}
      onLeave={onLeave}
    />
  );
}
