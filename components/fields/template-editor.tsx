"use client";

import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Reference } from "#lib/flow/document.schema.ts";
import { bindingOf, type LiteralType, means, partsOf, type TextBinding } from "./binding-parts.ts";
import { caretStop, createPill, referenceOf } from "./pill-element.ts";
import { dropTarget, type Takes } from "./drop-target.ts";
import { ReferencePicker } from "./reference-picker.tsx";
import { referenceOptions, type ReferenceOption } from "./reference-options.ts";
import { useReferenceScope } from "./reference-scope.ts";
import { caretRange, openQuery, putCaret, rangeAt, readParts, refreshPills, writeParts } from "./template-dom.ts";

/** Opened by a click on a reference. */
const ReferenceCard = lazyPart(async () => (await import("./reference-card.tsx")).ReferenceCard);

export interface TemplateEditorProps {
  id?: string | undefined;
  label: string;
  value: TextBinding | undefined;
  /** What text without references is stored as. */
  literal?: LiteralType | undefined;
  placeholder?: string | undefined;
  multiline?: boolean | undefined;
  /** Code and data: set in the data face. */
  data?: boolean | undefined;
  readOnly: boolean;
  /** What may be dropped on it. */
  takes?: Takes;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  /** Null when it was emptied. */
  onChange: (value: TextBinding | null) => void;
  /** The field was left: what was typed is one step to undo. */
  onLeave?: (() => void) | undefined;
}

/**
 * Text with references in it. The browser edits the text (`contenteditable="plaintext-only"`), so React never renders
 * inside it: parts are written when they differ from what is there, and read back after each input.
 */
export function TemplateEditor({ id, label, value, literal = "text", placeholder, multiline, data, readOnly, takes, onChange, onLeave, ...aria }: TemplateEditorProps) {
  const scope = useReferenceScope();
  const root = useRef<HTMLDivElement>(null);
  const lastCaret = useRef<Range | null>(null);
  const listId = useId();
  const [query, setQuery] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const [card, setCard] = useState<HTMLElement | null>(null);
  const isEmpty = useMemo(() => partsOf(value).length === 0, [value]);
  const options = useMemo(() => (query === null ? [] : referenceOptions(scope.sources, query)), [query, scope.sources]);

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    if (means(readParts(element, multiline ?? false), value, literal)) refreshPills(element, scope);
    else writeParts(element, partsOf(value), scope);
  }, [value, scope, multiline, literal]);

  function changed() {
    const element = root.current;
    if (!element) return;
    onChange(bindingOf(readParts(element, multiline ?? false), literal));
    const open = openQuery(element);
    // Names may have spaces; where no step's does, it is a sentence with a brace in it.
    setQuery(open && !(open.query.includes(" ") && referenceOptions(scope.sources, open.query).length === 0) ? open.query : null);
    setActive(open && (open.query !== "" || !multiline) ? 0 : -1);
  }

  function insert(reference: Reference, range: Range) {
    const element = root.current;
    if (!element || readOnly) return;
    range.deleteContents();
    const after = document.createTextNode(caretStop);
    const pill = createPill(reference, scope.describe(reference));
    range.insertNode(after);
    range.insertNode(pill);
    if (pill.previousSibling === null || referenceOf(pill.previousSibling)) pill.before(caretStop);
    element.focus();
    putCaret(after, 1);
    lastCaret.current = caretRange(element);
    changed();
    setQuery(null);
  }

  function choose(option: ReferenceOption) {
    const element = root.current;
    const open = element && openQuery(element);
    const range = document.createRange();
    if (open) {
      range.setStart(open.node, open.start);
      range.setEnd(open.node, open.end);
      insert(option.reference, range);
    } else if (element) insert(option.reference, caretRange(element));
  }

  const latest = useRef(insert);
  useEffect(() => {
    latest.current = insert;
  });
  const withdraw = useRef<(() => void) | null>(null);
  useEffect(() => () => withdraw.current?.(), []);

  function focused() {
    withdraw.current?.();
    if (readOnly) return;
    withdraw.current = scope.offer((reference) => {
      const element = root.current;
      if (!element) return;
      const left = lastCaret.current;
      const hasFocus = element.contains(document.activeElement);
      latest.current(reference, !hasFocus && left && element.contains(left.startContainer) ? left : caretRange(element));
    });
  }

  function key(event: KeyboardEvent<HTMLDivElement>) {
    const pill = event.target instanceof HTMLElement && event.target !== event.currentTarget ? event.target.closest<HTMLElement>(".pill") : null;
    if (pill) {
      if (event.key === "Enter" || event.key === " ") setCard(pill);
      else if (event.key === "Backspace" || event.key === "Delete") removePill(pill);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (query !== null && options.length > 0) {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move !== undefined) {
        event.preventDefault();
        setActive((active + move + options.length) % options.length);
        return;
      }
      const option = options[active];
      if ((event.key === "Enter" || event.key === "Tab") && option) {
        event.preventDefault();
        choose(option);
        return;
      }
    }
    if (event.key === "Escape" && query !== null) {
      event.stopPropagation();
      setQuery(null);
    } else if (event.key === "Enter" && !multiline && !event.ctrlKey && !event.metaKey) event.preventDefault();
  }

  function removePill(pill: HTMLElement) {
    pill.remove();
    root.current?.focus();
    changed();
  }

  function replacePill(pill: HTMLElement, reference: Reference) {
    const next = createPill(reference, scope.describe(reference));
    pill.replaceWith(next);
    setCard((open) => (open === pill ? next : open));
    changed();
  }

  const cardReference = card ? referenceOf(card) : undefined;
  return (
    <>
      <div
        ref={root}
        id={id}
        className={classes("tmpl", multiline && "is-multiline", data && "data", aria["aria-invalid"] && "is-bad")}
        contentEditable={readOnly ? false : "plaintext-only"}
        suppressContentEditableWarning
        role="textbox"
        tabIndex={0}
        spellCheck={false}
        aria-label={label}
        aria-multiline={multiline ?? false}
        aria-readonly={readOnly}
        aria-autocomplete="list"
        aria-controls={query === null ? undefined : listId}
        aria-activedescendant={query !== null && active >= 0 ? `${listId}-${active}` : undefined}
        {...aria}
        data-placeholder={placeholder}
        data-empty={isEmpty || undefined}
        onInput={changed}
        onFocus={focused}
        onBlur={(event) => {
          lastCaret.current = caretRange(event.currentTarget);
          setQuery(null);
          onLeave?.();
        }}
        onKeyDown={key}
        onPaste={(event) => {
          if (multiline || readOnly) return;
          event.preventDefault();
          document.execCommand("insertText", false, event.clipboardData.getData("text/plain").replaceAll(/\s*\n\s*/g, " "));
        }}
        {...dropTarget(takes, readOnly ? null : (reference, event) => insert(reference, rangeAt(event.currentTarget as HTMLElement, event)))}
        onClick={(event) => {
          const pill = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(".pill") : null;
          if (pill) setCard(pill);
        }}
      />
      {query !== null && root.current ? <ReferencePicker id={listId} anchor={root.current} options={options} active={active} onChoose={choose} /> : null}
      {card && cardReference ? (
        <ReferenceCard
          anchor={card}
          reference={cardReference}
          readOnly={readOnly}
          onChange={(next) => replacePill(card, next)}
          onRemove={() => {
            setCard(null);
            removePill(card);
          }}
          onClose={(lost) => {
            setCard(null);
            if (lost) card.focus();
            onLeave?.();
          }}
        />
      ) : null}
    </>
  );
}
