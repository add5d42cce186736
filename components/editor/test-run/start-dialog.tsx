"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Declared, declaredRows } from "#components/fields/declared-rows.ts";
import { FormInput } from "#components/forms/form-input.tsx";
import { formValues, presetValues } from "#components/forms/form-values.ts";
import { shownFields } from "#components/forms/shown-fields.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { nodeTypeQuery } from "#lib/client/queries/node-types.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { takeForm } from "#lib/flow/form/take-form.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Json } from "#lib/json.ts";
import { readInput, type Typed } from "./read-input.ts";

export interface StartDialogProps {
  title: string;
  /** What will happen, in one sentence. */
  about: string;
  action: string;
  document: FlowDocument;
  nodeTypes: NodeTypes;
  look: "ink" | "water";
  /** Starts it; gives what went wrong, in words, or null. */
  onStart: (input: Json) => Promise<string | null>;
  onClose: () => void;
}

interface DeclaredInputProps {
  row: Declared;
  value: string;
  problem: string | undefined;
  onValue: (value: string) => void;
}

function DeclaredInput({ row, value, problem, onValue }: DeclaredInputProps) {
  if (row.type === "boolean") return <Checkbox label={row.name} checked={value === "true"} onChange={(event) => onValue(String(event.currentTarget.checked))} />;
  const isLong = row.type === "list" || row.type === "object";
  return (
    <Field label={row.required ? row.name : `${row.name}, if there is one`} error={problem} hint={row.type === "text" ? undefined : row.type === "number" ? "A number." : "JSON."}>
      {(control) => isLong
        ? <TextArea {...control} data rows={4} value={value} onChange={(event) => onValue(event.currentTarget.value)} />
        : <TextInput {...control} value={value} inputMode={row.type === "number" ? "decimal" : undefined} onChange={(event) => onValue(event.currentTarget.value)} />}
    </Field>
  );
}

/** What a run begins with: the values the trigger asks for, or, for other triggers, what they would give as JSON. */
export function StartDialog({ title, about, action, document, nodeTypes, look, onStart, onClose }: StartDialogProps) {
  const trigger = document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
  const shape = trigger && nodeTypes.get(trigger.type)?.shape;
  const setting = shape?.from === "declaration" ? trigger?.config[shape.field] : undefined;
  const declared = shape?.from === "declaration" ? declaredRows(setting?.kind === "literal" ? setting.value : undefined) : null;
  const form = shape?.from === "form" ? shownFields(trigger?.config[shape.field]) : null;
  const detail = useQuery({ ...nodeTypeQuery(trigger?.type ?? ""), enabled: trigger !== undefined && declared === null && form === null });
  const [filled, setFilled] = useState(() => presetValues(form ?? []));
  const [typed, setTyped] = useState<Typed>({});
  const [text, setText] = useState<string | null>(null);
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const sample = detail.data ? JSON.stringify(detail.data.sample, null, 2) : "";

  function read(): { value: Json } | { problems: ReadonlyMap<string, string> } {
    if (declared) return readInput(declared, typed);
    if (form && shape?.from === "form") {
      const taken = takeForm(form, formValues(form, filled));
      return taken.ok ? { value: { [shape.into]: taken.value } } : { problems: taken.problem };
    }
    try {
      return { value: JSON.parse(text ?? sample) as Json };
    } catch {
      return { problems: new Map([["input", "This is not JSON. Check quotes, commas and brackets."]]) };
    }
  }
  async function start(event: FormEvent) {
    event.preventDefault();
    const input = read();
    if ("problems" in input) return setProblems(input.problems);
    setProblems(new Map());
    setBusy(true);
    setFailure(await onStart(input.value));
    setBusy(false);
  }
  return (
    <Dialog title={title} onClose={onClose} footer={<Button look={look} type="submit" form="start-form" busy={busy}>{action}</Button>}>
      <p className="muted">{about}</p>
      <form id="start-form" className={form === null ? "form-rows is-tight" : "form-rows"} onSubmit={(event) => void start(event)}>
        {declared?.map((row) => (
          <DeclaredInput key={row.name} row={row} value={typed[row.name] ?? ""} problem={problems.get(row.name)} onValue={(value) => setTyped({ ...typed, [row.name]: value })} />
        ))}
        {form?.map((field) => (
          <FormInput key={field.name} field={field} value={filled[field.name] ?? ""} error={problems.get(field.name)} onValue={(value) => setFilled({ ...filled, [field.name]: value })} />
        ))}
        {(declared ?? form)?.length === 0 ? <p className="small muted">It asks for nothing.</p> : null}
        {declared === null && form === null ? (
          <Field label={`What “${trigger?.name ?? "the trigger"}” gives`} hint="JSON. This is a sample: change what matters." error={problems.get("input")}>
            {(control) => <TextArea {...control} data rows={14} spellCheck={false} value={text ?? sample} onChange={(event) => setText(event.currentTarget.value)} />}
          </Field>
        ) : null}
      </form>
      {failure === null ? null : <Notice mark="failed" live>{failure}</Notice>}
    </Dialog>
  );
}
