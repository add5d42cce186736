"use client";

import { Trash2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { placeBeside } from "#components/ui/place-beside.ts";
import { TextInput } from "#components/ui/text-input.tsx";
import type { Reference } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { parsePath } from "./binding-parts.ts";
import { ReferenceChoices } from "./reference-choices.tsx";
import { type ReferenceOption, referenceOptions } from "./reference-options.ts";
import { useReferenceScope } from "./reference-scope.ts";

export interface ReferenceCardProps {
  anchor: HTMLElement;
  reference: Reference;
  readOnly: boolean;
  onChange: (reference: Reference) => void;
  onRemove: () => void;
  /** `lost`: what had the focus went away with the card. */
  onClose: (lost: boolean) => void;
}

/** JSON where it is JSON, else the text itself: `0`, `null` and `EUR` can all be written as they are. */
function readDefault(text: string): Json | undefined {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function writeDefault(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" && readDefault(value) === value ? value : JSON.stringify(value);
}

/** One reference: its path, what stands in when nothing is there, and the step it points at. */
export function ReferenceCard({ anchor, reference, readOnly, onChange, onRemove, onClose }: ReferenceCardProps) {
  const scope = useReferenceScope();
  const card = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const id = useId();
  const face = scope.describe(reference);
  const [path, setPath] = useState(reference.path.join("."));
  /** What was typed since a value was chosen: the list shows what holds it. */
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(-1);
  const options = useMemo(() => (readOnly ? [] : referenceOptions(scope.sources, typed).filter((option) => !option.isGuess)), [readOnly, scope.sources, typed]);
  const [fallback, setFallback] = useState(writeDefault(reference.default));

  const place = useRef(anchor);
  useLayoutEffect(() => {
    const element = card.current;
    if (!element) return undefined;
    const at = place.current;
    element.showPopover();
    placeBeside(element, at, "start");
    first.current?.focus();
    // Escape closes the card alone, Enter in a field too; neither reaches the editor around it.
    const key = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape") event.stopPropagation();
      if (event.key === "Enter" && event.target instanceof HTMLInputElement && !event.target.hasAttribute("aria-activedescendant")) element.hidePopover();
    };
    element.addEventListener("keydown", key);
    return () => {
      element.removeEventListener("keydown", key);
      if (element.matches(":popover-open")) element.hidePopover();
    };
  }, []);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  function choose(option: ReferenceOption) {
    const value = readDefault(fallback);
    onChange({ ...option.reference, ...(value === undefined ? {} : { default: value }) });
    card.current?.hidePopover();
  }
  function pick(event: KeyboardEvent<HTMLInputElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[active];
    if (step !== undefined && options.length > 0) setActive((active + step + options.length) % options.length);
    else if (event.key === "Enter" && option) choose(option);
    else return;
    event.preventDefault();
  }
  function emit(nextPath: string, nextFallback: string) {
    const value = readDefault(nextFallback);
    const { default: _old, ...rest } = reference;
    onChange({ ...rest, path: parsePath(nextPath), ...(value === undefined ? {} : { default: value }) });
  }

  return (
    <div
      ref={card}
      popover="auto"
      role="dialog"
      aria-label={`Reference to ${face.source}`}
      className="menu ref-card"
      onToggle={(event) => {
        if (event.newState === "closed") close.current(document.activeElement === document.body || event.currentTarget.contains(document.activeElement));
      }}
    >
      <div className="row">
        <b className="grow cut">{face.source}</b>
        <span className="data faint">{face.type}</span>
      </div>
      {face.problem ? <p className="small ref-problem">{face.problem}</p> : null}
      <label className="small muted" htmlFor={`${id}-path`}>Path</label>
      <TextInput
        ref={first}
        id={`${id}-path`}
        data
        value={path}
        readOnly={readOnly}
        placeholder="the whole output"
        {...(options.length === 0 ? {} : { role: "combobox", "aria-expanded": true, "aria-controls": `${id}-choices`, "aria-autocomplete": "list" as const, "aria-activedescendant": options[active] ? `${id}-choices-${active}` : undefined })}
        onKeyDown={pick}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(-1);
          setPath(event.currentTarget.value);
          emit(event.currentTarget.value, fallback);
        }}
      />
      {options.length === 0 ? null : (
        <>
          <p className="small muted">Or take another value</p>
          <ReferenceChoices id={`${id}-choices`} options={options} active={active} onChoose={choose} />
        </>
      )}
      <label className="small muted" htmlFor={`${id}-default`}>{face.certain ? "When it is missing, use" : "It does not run on every path. Otherwise use"}</label>
      <TextInput
        id={`${id}-default`}
        data
        value={fallback}
        readOnly={readOnly}
        placeholder={face.certain ? "nothing: the step fails" : "needed"}
        aria-invalid={face.state === "needs-default"}
        onChange={(event) => {
          setFallback(event.currentTarget.value);
          emit(path, event.currentTarget.value);
        }}
      />
      {face.preview === "" ? null : <p className="small muted cut">Sample: <span className="data">{face.preview}</span></p>}
      <div className="row">
        <Button size="s" onClick={() => scope.goTo(reference.node)}>Go to step</Button>
        <span className="grow" />
        {readOnly ? null : <Button size="s" look="bare" onClick={onRemove}><Trash2 className="ic ic-s" aria-hidden /> Remove</Button>}
      </div>
    </div>
  );
}
