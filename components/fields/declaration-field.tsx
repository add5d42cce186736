"use client";

import { Plus, X } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Declared } from "./declared-rows.ts";
import type { EditMode } from "./edit-mode.ts";
import { NameInput } from "./name-input.tsx";

const types = [
  { value: "text", label: "text" }, { value: "number", label: "number" }, { value: "boolean", label: "yes/no" },
  { value: "list", label: "list" }, { value: "object", label: "object" }, { value: "any", label: "anything" },
] as const;

function problemWith(name: string, index: number, rows: readonly Declared[]): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) return "Start with a letter; then letters, digits and _.";
  return rows.some((row, at) => row.name === name && at < index) ? "There is one of that name already." : undefined;
}

export interface DeclarationFieldProps {
  label: string;
  rows: readonly Declared[];
  readOnly: boolean;
  onChange: (rows: Declared[], mode: EditMode) => void;
  /** A value got another name, which what refers to it follows. */
  onRename: (rows: Declared[], from: string, to: string) => void;
}

/** Which values a flow takes: name, type, and whether it must be there. */
export function DeclarationField({ label, rows, readOnly, onChange, onRename }: DeclarationFieldProps) {
  const table = useRef<HTMLTableElement>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  const [typing, setTyping] = useState<{ index: number; text: string } | null>(null);
  useLayoutEffect(() => {
    if (wanted === null) return;
    table.current?.querySelectorAll<HTMLInputElement>(".map-name input")[wanted]?.focus();
    setWanted(null);
  }, [wanted]);
  const change = (index: number, part: Partial<Declared>, mode: EditMode) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)), mode);
  const rename = (index: number, to: string) => onRename(rows.map((row, at) => (at === index ? { ...row, name: to } : row)), rows[index]?.name ?? "", to);
  return (
    <div className="map-box">
      {rows.length === 0 ? null : (
        <table className="map" ref={table}>
          <caption className="vh">{label}</caption>
          <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col"><span className="vh">Needed, and actions</span></th></tr></thead>
          <tbody>
            {rows.map((row, index) => {
              const called = typing?.index === index ? typing.text : row.name;
              const problem = problemWith(called, index, rows);
              const named = called === "" ? `value ${index + 1}` : called;
              return (
                // Rows have no identity of their own.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={index} className={problem === undefined ? undefined : "is-bad"}>
                  <td className="map-name">
                    <span className="field"><NameInput value={row.name} readOnly={readOnly} placeholder="name" aria-label={`Name of value ${index + 1}`} aria-invalid={problem !== undefined} onDraft={(text) => setTyping(text === null ? null : { index, text })} onCommit={(to) => rename(index, to)} /></span>
                    {problem === undefined ? null : <p className="small frow-error">{problem}</p>}
                  </td>
                  <td><Select aria-label={`Type of ${named}`} value={row.type} options={types} disabled={readOnly} onValue={(type) => change(index, { type }, "record")} /></td>
                  <td className="map-acts">
                    <label className="decl-need small"><input type="checkbox" checked={row.required} disabled={readOnly} onChange={(event) => change(index, { required: event.currentTarget.checked }, "record")} /> needed<span className="vh">: {named}</span></label>
                    {readOnly ? null : <IconButton size="s" label={`Remove ${named}`} icon={X} onClick={() => onChange(rows.filter((_, at) => at !== index), "record")} />}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {readOnly ? (rows.length === 0 ? <p className="small muted">Nothing.</p> : null) : (
        <Button
          size="s"
          look="bare"
          className="map-add"
          onClick={() => {
            onChange([...rows, { name: "", type: "text", required: true }], "record");
            setWanted(rows.length);
          }}
        >
          <Plus className="ic ic-s" aria-hidden /> Add a value
        </Button>
      )}
    </div>
  );
}
