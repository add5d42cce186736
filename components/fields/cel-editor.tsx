"use client";

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import { parseCel } from "#lib/flow/bindings/parse-cel.ts";
import { printCel } from "#lib/flow/bindings/print-cel.ts";
import type { Reference } from "#lib/flow/document.schema.ts";
import { celOptions, nameBefore, optionText } from "./cel-options.ts";
import type { ReferenceOption } from "./reference-options.ts";
import { ReferencePicker } from "./reference-picker.tsx";
import { useReferenceScope } from "./reference-scope.ts";
import { pathText } from "./write-cel.ts";

export interface CelEditorProps {
  id?: string | undefined;
  label: string;
  /** As it is stored, nodes named by id; empty while there is none. */
  source: string;
  readOnly: boolean;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  /** Takes the focus when it appears. */
  wantsFocus?: boolean | undefined;
  /** Only what reads as an expression. */
  onChange: (source: string) => void;
  onLeave?: (() => void) | undefined;
}

/** An expression as text, steps called by their names. What does not read stays here, marked, and is not stored. */
export function CelEditor({ id, label, source, readOnly, wantsFocus, onChange, onLeave, ...aria }: CelEditorProps) {
  const scope = useReferenceScope();
  const { aliases } = scope;
  const [area, setArea] = useState<HTMLTextAreaElement | null>(null);
  const listId = useId();
  const [draft, setDraft] = useState<{ text: string; source: string } | null>(null);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const printed = useMemo(() => printCel(source, aliases), [source, aliases]);
  // A draft is what was typed last; once something else is stored, by undo or a rename, it is out of date.
  const text = draft !== null && draft.source === source ? draft.text : printed;
  const problem = useMemo(() => {
    if (text.trim() === "") return null;
    const parsed = parseCel(text, aliases);
    return parsed.ok ? null : parsed.problem.message;
  }, [text, aliases]);
  const options = useMemo(() => (typed === "" ? [] : celOptions(scope, typed)), [scope, typed]);

  useEffect(() => {
    if (wantsFocus) area?.focus();
  }, [wantsFocus, area]);

  function write(next: string) {
    const parsed = parseCel(next, aliases);
    const stored = parsed.ok && next.trim() !== "" ? parsed.value : source;
    setDraft({ text: next, source: stored });
    if (stored !== source) onChange(stored);
  }

  function replace(start: number, end: number, inserted: string) {
    if (!area || readOnly) return;
    area.focus();
    area.setRangeText(inserted, start, end, "end");
    write(area.value);
    setTyped("");
  }

  function choose(option: ReferenceOption) {
    const caret = area?.selectionStart ?? 0;
    replace(caret - typed.length, caret, optionText(scope, option));
  }

  const latest = useRef<(reference: Reference) => void>(() => undefined);
  useEffect(() => {
    latest.current = (reference) => {
      const { selectionStart = 0, selectionEnd = 0 } = area ?? {};
      replace(selectionStart, selectionEnd, pathText(aliases.aliasOf(reference.node) ?? reference.node, reference.path));
    };
  });
  const withdraw = useRef<(() => void) | null>(null);
  useEffect(() => () => withdraw.current?.(), []);

  function key(event: KeyboardEvent<HTMLTextAreaElement>) {
    const option = options[active];
    if (!option) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) setActive((active + move + options.length) % options.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(option);
    else if (event.key === "Escape") setTyped("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <textarea
        ref={setArea}
        id={id}
        className={classes("area data cel", (problem !== null || aria["aria-invalid"]) && "is-bad")}
        rows={1}
        spellCheck={false}
        autoComplete="off"
        aria-label={label}
        aria-controls={options.length > 0 ? listId : undefined}
        aria-activedescendant={options.length > 0 ? `${listId}-${active}` : undefined}
        {...aria}
        aria-invalid={problem !== null || aria["aria-invalid"] ? true : undefined}
        placeholder="order.total * 1.19"
        value={text}
        readOnly={readOnly}
        onChange={(event) => {
          write(event.currentTarget.value);
          setTyped(nameBefore(event.currentTarget.value, event.currentTarget.selectionStart));
          setActive(0);
        }}
        onFocus={() => {
          withdraw.current?.();
          withdraw.current = readOnly ? null : scope.offer((reference) => latest.current(reference));
        }}
        onBlur={() => {
          setTyped("");
          onLeave?.();
        }}
        onKeyDown={key}
      />
      {options.length > 0 && area ? <ReferencePicker id={listId} anchor={area} options={options} active={active} onChoose={choose} /> : null}
      {problem === null || text === printed ? null : <p className="small frow-error" role="status">{problem} Until then the last one that could be read stays.</p>}
    </>
  );
}
