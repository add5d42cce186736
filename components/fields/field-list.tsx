"use client";

import { Plus, X } from "lucide-react";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Binding, FieldList as Fields, Reference } from "#lib/flow/document.schema.ts";
import { autoMap, fieldsOf, type MapMatch, type MapTarget } from "./auto-map.ts";
import { AutoMapLink } from "./auto-map-link.tsx";
import { BindingField } from "./binding-field.tsx";
import { bindingOf, type LiteralType, literalTypeOf, parseLiteral, partsOf } from "./binding-parts.ts";
import { dropTarget } from "./drop-target.ts";
import type { EditMode } from "./edit-mode.ts";
import { type FieldProblem, FixLink } from "./field-problem.tsx";
import { literalTypes } from "./literal-types.ts";
import { NameInput } from "./name-input.tsx";
import { useReferenceScope } from "./reference-scope.ts";
import { rowsWith } from "./rows-with.ts";

type Row = Fields["fields"][number];

export interface FieldListProps {
  label: string;
  /** The setting's key. */
  field: string;
  rows: readonly Row[];
  readOnly: boolean;
  /** What is wrong with a row, by the name it has. */
  problemOf: (name: string) => FieldProblem | undefined;
  /** Names the list is known to take, and what they take. */
  known?: readonly MapTarget[] | undefined;
  onChange: (rows: readonly Row[], mode: EditMode) => void;
  /** A row got another name, which what refers to it follows. */
  onRename: (rows: readonly Row[], from: string, to: string) => void;
  onLeave: () => void;
}

const none: readonly MapTarget[] = [];

function isBlank({ value }: Row): boolean {
  return value.kind === "literal" && value.value === "";
}

/** Names and values as a table; a value is text with references, and plain text may stand for a number, yes/no or JSON. */
export function FieldList({ label, field, rows, readOnly, problemOf, known = none, onChange, onRename, onLeave }: FieldListProps) {
  const table = useRef<HTMLTableElement>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (wanted === null) return;
    table.current?.querySelectorAll<HTMLInputElement>(".map-name input")[wanted]?.focus();
    setWanted(null);
  }, [wanted]);

  const { sources } = useReferenceScope();
  const takesOf = (name: string) => known.find((target) => target.name === name)?.takes;
  const matches = useMemo(() => {
    const missing = known.filter(({ name }) => !rows.some((row) => row.name === name));
    const open = rows.filter((row) => row.name.trim() !== "" && isBlank(row)).map(({ name }): MapTarget => ({ name, takes: known.find((target) => target.name === name)?.takes }));
    return autoMap([...open, ...missing], sources);
  }, [rows, known, sources]);
  // A list that is empty may begin with all that the step before gives.
  const [nearest] = sources;
  const everything = useMemo(() => (rows.length === 0 && known.length === 0 && nearest?.certain ? fieldsOf(nearest) : []), [rows, known, nearest]);

  function map(chosen: readonly MapMatch[]) {
    const byName = new Map(chosen.map(({ target, reference }) => [target, reference]));
    const filled = rows.map((row) => {
      const reference = isBlank(row) ? byName.get(row.name) : undefined;
      return reference ? { ...row, value: reference } : row;
    });
    const added = chosen.filter(({ target }) => !rows.some((row) => row.name === target)).map(({ target, reference }) => ({ name: target, value: reference }));
    onChange([...filled, ...added], "record");
  }
  function drop(reference: Reference) {
    onChange(rowsWith(rows, reference), "record");
  }
  function change(index: number, part: Partial<Row>, mode: EditMode) {
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)), mode);
  }
  function rename(index: number, to: string) {
    onRename(rows.map((row, at) => (at === index ? { ...row, name: to } : row)), rows[index]?.name ?? "", to);
  }
  function remove(index: number) {
    onChange(rows.filter((_, at) => at !== index), "record");
    setWanted(rows.length > 1 ? Math.max(0, index - 1) : null);
  }
  return (
    <div className="map-box" {...dropTarget(undefined, readOnly ? null : drop)}>
      {readOnly ? null : (
        <>
          <AutoMapLink matches={matches} words={`Map ${matches.length} by name`} onMap={map} />
          <AutoMapLink matches={everything} words={`Take ${everything.length === 1 ? "the field" : `all ${everything.length} fields`} of ${nearest?.name ?? ""}`} onMap={map} />
        </>
      )}
      {rows.length === 0 ? null : (
        <table className="map" ref={table}>
          <caption className="vh">{label}</caption>
          <thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col"><span className="vh">Type and actions</span></th></tr></thead>
          <tbody>
            {rows.map((row, index) => (
              // Rows have no identity of their own; what they hold is written again whenever it differs.
              // oxlint-disable-next-line react/no-array-index-key
              <FieldRow key={index} index={index} field={field} row={row} readOnly={readOnly} problem={problemOf(row.name)} takes={takesOf(row.name)} onChange={change} onRename={rename} onRemove={remove} onLeave={onLeave} />
            ))}
          </tbody>
        </table>
      )}
      {readOnly ? (rows.length === 0 ? <p className="small muted">None.</p> : null) : (
        <Button
          size="s"
          look="bare"
          className="map-add"
          // A field that loses the focus loses its preview too, and what is pressed would move from under the pointer.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            onChange([...rows, { name: "", value: { kind: "literal", value: "" } }], "record");
            setWanted(rows.length);
          }}
        >
          <Plus className="ic ic-s" aria-hidden /> Add a row
        </Button>
      )}
    </div>
  );
}

interface FieldRowProps {
  index: number;
  field: string;
  row: Row;
  readOnly: boolean;
  problem: FieldProblem | undefined;
  takes: string | undefined;
  onChange: (index: number, part: Partial<Row>, mode: EditMode) => void;
  onRename: (index: number, to: string) => void;
  onRemove: (index: number) => void;
  onLeave: () => void;
}

function FieldRow({ index, field, row, readOnly, problem, takes, onChange, onRename, onRemove, onLeave }: FieldRowProps) {
  const stored = row.value.kind === "literal" ? literalTypeOf(row.value.value) : null;
  const [chosen, setChosen] = useState<LiteralType>(stored ?? "text");
  // A value that is not (yet) of the chosen type is stored as text; the choice stays with the row.
  const type = stored === null || stored === "text" ? chosen : stored;
  const text = row.value.kind === "literal" ? (partsOf(row.value).join("")) : "";
  const misfit = row.value.kind === "literal" && text !== "" && parseLiteral(text, type) === null;
  const saidId = useId();
  const [typing, setTyping] = useState<string | null>(null);
  const called = typing ?? row.name;
  const named = called === "" ? `row ${index + 1}` : called;
  const said = problem?.message ?? (misfit ? `Not a ${type === "boolean" ? "yes/no: write true or false" : type === "json" ? "JSON value" : "number"}.` : undefined);

  function retype(next: LiteralType) {
    setChosen(next);
    const value: Binding = bindingOf([text], next) ?? { kind: "literal", value: "" };
    onChange(index, { value }, "record");
  }
  return (
    <tr className={classes(said !== undefined && (problem?.isWarning ? "is-warn" : "is-bad"))} data-field={`${field}.${row.name}`}>
      <td className="map-name">
        <span className="field">
          <NameInput value={row.name} readOnly={readOnly} placeholder="name" aria-label={`Name of row ${index + 1}`} onDraft={setTyping} onCommit={(to) => onRename(index, to)} />
        </span>
      </td>
      <td>
        <BindingField
          label={`Value of ${named}`}
          value={row.value}
          literal={type}
          readOnly={readOnly}
          takes={takes}
          aria-describedby={said === undefined ? undefined : saidId}
          aria-invalid={said === undefined || problem?.isWarning ? undefined : true}
          placeholder="text, or { for a reference"
          onChange={(value) => onChange(index, { value: value ?? { kind: "literal", value: "" } }, "squash")}
          onLeave={onLeave}
        />
        {said === undefined ? null : <p className={classes("small", problem?.isWarning ? "frow-warn" : "frow-error")}><span id={saidId}>{said}</span><FixLink fix={problem?.fix} /></p>}
      </td>
      <td className="map-acts">
        {row.value.kind === "literal" ? <Select aria-label={`Type of ${named}`} value={type} options={literalTypes} disabled={readOnly} onValue={retype} /> : null}
        {readOnly ? null : <IconButton size="s" label={`Remove ${named}`} icon={X} onMouseDown={(event) => event.preventDefault()} onClick={() => onRemove(index)} />}
      </td>
    </tr>
  );
}
