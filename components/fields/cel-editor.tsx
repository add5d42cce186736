"use client";

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import { keepCel, parseCel } from "#lib/flow/bindings/parse-cel.ts";
import { printCel } from "#lib/flow/bindings/print-cel.ts";
import type { Reference } from "#lib/flow/document.schema.ts";
import { type CelOption, celOptions, functionAround, nameBefore, optionText } from "./cel-options.ts";
import { dropTarget, type Takes } from "./drop-target.ts";
import { ReferencePicker } from "./reference-picker.tsx";
import { useReferenceScope } from "./reference-scope.ts";
import { pathText } from "#lib/flow/bindings/write-cel.ts";

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
  takes?: Takes;
  /** Also what does not read, so that it is not lost: an issue says so. Empty when it was emptied. */
  onChange: (source: string) => void;
  onLeave?: (() => void) | undefined;
}

/** An expression as text, steps called by their names; the place where it stops to read is underlined. */
export function CelEditor({ id, label, source, readOnly, wantsFocus, takes, onChange, onLeave, ...aria }: CelEditorProps) {
  const scope = useReferenceScope();
  const { aliases } = scope;
  const [area, setArea] = useState<HTMLTextAreaElement | null>(null);
  const listId = useId();
  const [draft, setDraft] = useState<{ text: string; source: string } | null>(null);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const [caret, setCaret] = useState<number | null>(null);
  const backdrop = useRef<HTMLDivElement>(null);
  const printed = useMemo(() => printCel(source, aliases), [source, aliases]);
  // A draft is what was typed last; once something else is stored, by undo or a rename, it is out of date.
  const text = draft !== null && draft.source === source ? draft.text : printed;
  const problem = useMemo(() => {
    if (text.trim() === "") return null;
    const parsed = parseCel(text, aliases);
    return parsed.ok ? null : parsed.problem;
  }, [text, aliases]);
  const options = useMemo(() => (typed === "" ? [] : celOptions(scope, typed)), [scope, typed]);

  useEffect(() => {
    if (wantsFocus) area?.focus();
  }, [wantsFocus, area]);

  function write(next: string) {
    const parsed = parseCel(next, aliases);
    const stored = next.trim() === "" ? "" : parsed.ok ? parsed.value : (keepCel(next, aliases) ?? source);
    setDraft({ text: next, source: stored });
    if (stored !== source) onChange(stored);
  }

  function replace(start: number, end: number, inserted: string, back = 0) {
    if (!area || readOnly) return;
    area.focus();
    area.setRangeText(inserted, start, end, "end");
    if (back > 0) area.setSelectionRange(area.selectionEnd - back, area.selectionEnd - back);
    write(area.value);
    setTyped("");
    setCaret(area.selectionStart);
  }

  function choose(option: CelOption) {
    const at = area?.selectionStart ?? 0;
    const isFunction = "signature" in option;
    replace(at - (isFunction ? option.replaces : typed.length), at, optionText(scope, option), isFunction ? 1 : 0);
  }

  function put(reference: Reference) {
    const { selectionStart = 0, selectionEnd = 0 } = area ?? {};
    replace(selectionStart, selectionEnd, pathText(aliases.aliasOf(reference.node) ?? reference.node, reference.path));
  }
  const latest = useRef(put);
  useEffect(() => {
    latest.current = put;
  });
  const around = useMemo(() => (caret === null || options.length > 0 ? undefined : functionAround(text, caret)), [text, caret, options]);
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
      <div className="cel-box">
      {problem?.start === undefined ? null : (
        <div ref={backdrop} className="area data cel cel-back" aria-hidden>
          {text.slice(0, problem.start)}<u>{text.slice(problem.start, problem.end) || "\u00A0\u00A0"}</u>{text.slice(Math.max(problem.start, problem.end ?? 0))}
        </div>
      )}
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
          setCaret(null);
          setTyped("");
          onLeave?.();
        }}
        onKeyDown={key}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onScroll={(event) => {
          if (backdrop.current) backdrop.current.scrollTop = event.currentTarget.scrollTop;
        }}
        {...dropTarget(takes, readOnly ? null : (reference, event) => {
          const place = document.caretPositionFromPoint(event.clientX, event.clientY);
          const at = place?.offsetNode === area ? place?.offset : undefined;
          if (area && at !== undefined) area.setSelectionRange(at, at);
          put(reference);
        })}
      />
      </div>
      {options.length > 0 && area ? <ReferencePicker id={listId} anchor={area} options={options} active={active} onChoose={choose} /> : null}
      {around === undefined ? null : <p className="small muted cel-hint"><span className="data">{around.signature}</span> {around.does}</p>}
      {problem === null || aria["aria-invalid"] ? null : <p className="small frow-error" role="status">{problem.message}</p>}
    </>
  );
}
