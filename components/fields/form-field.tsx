"use client";

import { ArrowUp, Plus, X } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { EditMode } from "./edit-mode.ts";
import type { FormRow } from "./form-rows.ts";
import { NameInput } from "./name-input.tsx";

const types = [
  { value: "text", label: "Text" }, { value: "long", label: "Long text" }, { value: "email", label: "E-mail" }, { value: "number", label: "Number" },
  { value: "date", label: "Date" }, { value: "boolean", label: "Yes/no" }, { value: "choice", label: "Choice" },
] as const;

function problemWith(name: string, index: number, rows: readonly FormRow[]): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return "Start with a letter; then letters, digits and _.";
  return rows.findIndex((row) => row.name === name) < index ? "There is one of that name already." : undefined;
}

interface RowProps {
  row: FormRow;
  index: number;
  problemOf: (name: string) => string | undefined;
  readOnly: boolean;
  change: (part: Partial<FormRow>, mode: EditMode) => void;
  onRename: (to: string) => void;
  onUp: (() => void) | undefined;
  onRemove: () => void;
  onLeave: () => void;
}

function Preset({ row, named, readOnly, change, onLeave }: Pick<RowProps, "row" | "readOnly" | "change" | "onLeave"> & { named: string }) {
  if (row.type === "boolean") {
    return <label className="decl-need small"><input type="checkbox" checked={row.preset === "true"} disabled={readOnly} onChange={(event) => change({ preset: event.currentTarget.checked ? "true" : null }, "record")} /> ticked at first<span className="vh">: {named}</span></label>;
  }
  if (row.type === "choice") {
    const options = [{ value: "", label: "Nothing" }, ...row.options.filter((option) => option !== "").map((option) => ({ value: option, label: option }))];
    return <Field label="Chosen at first">{(control) => <Select {...control} value={row.preset ?? ""} options={options} disabled={readOnly} onValue={(preset) => change({ preset: preset === "" ? null : preset }, "record")} />}</Field>;
  }
  return (
    <Field label="Filled in at first">
      {(control) => <TextInput {...control} type={row.type === "date" ? "date" : "text"} inputMode={row.type === "number" ? "decimal" : undefined} value={row.preset ?? ""} readOnly={readOnly} onChange={(event) => change({ preset: event.currentTarget.value === "" ? null : event.currentTarget.value }, "squash")} onBlur={onLeave} />}
    </Field>
  );
}

function FormRowEditor({ row, index, problemOf, readOnly, change, onRename, onUp, onRemove, onLeave }: RowProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const named = row.name === "" ? `field ${index + 1}` : row.name;
  return (
    <div className="ff-row" role="group" aria-label={`Field ${index + 1}: ${row.name === "" ? "no name yet" : row.name}`}>
      <div className="ff-grid">
        <Field label="Name" error={problemOf(typed ?? row.name)} className="ff-name">
          {(control) => <span className={classes("field", control["aria-invalid"] && "is-bad")}><NameInput {...control} value={row.name} readOnly={readOnly} placeholder="amount" onDraft={setTyped} onCommit={onRename} /></span>}
        </Field>
        <Field label="Label">{(control) => <TextInput {...control} value={row.label} readOnly={readOnly} placeholder={row.name === "" ? "Amount to refund" : row.name} maxLength={200} onChange={(event) => change({ label: event.currentTarget.value }, "squash")} onBlur={onLeave} />}</Field>
        <Field label="Type">{(control) => <Select {...control} value={row.type} options={types} disabled={readOnly} onValue={(type) => change({ type, preset: null }, "record")} />}</Field>
        <Preset row={row} named={named} readOnly={readOnly} change={change} onLeave={onLeave} />
      </div>
      <Field label="Help under it">{(control) => <TextInput {...control} value={row.help} readOnly={readOnly} maxLength={500} onChange={(event) => change({ help: event.currentTarget.value }, "squash")} onBlur={onLeave} />}</Field>
      {row.type === "choice" ? (
        <Field label="Choices, one a line">
          {(control) => <TextArea {...control} rows={Math.min(8, Math.max(3, row.options.length + 1))} value={row.options.join("\n")} readOnly={readOnly} onChange={(event) => change({ options: event.currentTarget.value.split("\n") }, "squash")} onBlur={() => {
            const options = row.options.map((option) => option.trim()).filter((option) => option !== "");
            if (options.join("\n") !== row.options.join("\n")) change({ options }, "squash");
            onLeave();
          }} />}
        </Field>
      ) : null}
      <div className="row ff-acts">
        {row.type === "boolean" ? null : <label className="decl-need small"><input type="checkbox" checked={row.required} disabled={readOnly} onChange={(event) => change({ required: event.currentTarget.checked }, "record")} /> needed<span className="vh">: {named}</span></label>}
        <span className="grow" />
        {readOnly || onUp === undefined ? null : <IconButton size="s" label={`Move ${named} up`} icon={ArrowUp} onClick={onUp} />}
        {readOnly ? null : <IconButton size="s" label={`Remove ${named}`} icon={X} onClick={onRemove} />}
      </div>
    </div>
  );
}

export interface FormFieldProps {
  label: string;
  rows: readonly FormRow[];
  readOnly: boolean;
  onChange: (rows: FormRow[], mode: EditMode) => void;
  /** A field got another name, which what refers to it follows. */
  onRename: (rows: FormRow[], from: string, to: string) => void;
  onLeave: () => void;
}

/** The form that somebody fills in: its fields, in order. */
export function FormField({ label, rows, readOnly, onChange, onRename, onLeave }: FormFieldProps) {
  const list = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (wanted === null) return;
    list.current?.querySelectorAll<HTMLInputElement>(".ff-name input")[wanted]?.focus();
    setWanted(null);
  }, [wanted]);
  function up(index: number) {
    const next = [...rows];
    next.splice(index - 1, 0, ...next.splice(index, 1));
    onChange(next, "record");
  }
  return (
    <div className="map-box">
      {rows.length === 0 ? null : (
        <div ref={list} role="group" aria-label={label}>
          {rows.map((row, index) => (
            <FormRowEditor
              // Rows have no identity of their own.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              row={row}
              index={index}
              problemOf={(name) => problemWith(name, index, rows)}
              readOnly={readOnly}
              change={(part, mode) => onChange(rows.map((old, at) => (at === index ? { ...old, ...part } : old)), mode)}
              onRename={(to) => onRename(rows.map((old, at) => (at === index ? { ...old, name: to } : old)), row.name, to)}
              onUp={index === 0 ? undefined : () => up(index)}
              onRemove={() => onChange(rows.filter((_, at) => at !== index), "record")}
              onLeave={onLeave}
            />
          ))}
        </div>
      )}
      {readOnly ? (rows.length === 0 ? <p className="small muted">It has no fields.</p> : null) : (
        <Button size="s" look="bare" className="map-add" onClick={() => {
          onChange([...rows, { name: "", label: "", type: "text", required: false, help: "", options: [], preset: null }], "record");
          setWanted(rows.length);
        }}>
          <Plus className="ic ic-s" aria-hidden /> Add a field
        </Button>
      )}
    </div>
  );
}
