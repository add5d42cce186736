"use client";

import { useLayoutEffect, useRef } from "react";
import { placeBeside } from "#components/ui/place-beside.ts";
import type { ReferenceOption } from "./reference-options.ts";

export interface ReferencePickerProps {
  id: string;
  anchor: HTMLElement;
  options: readonly ReferenceOption[];
  active: number;
  onChoose: (option: ReferenceOption) => void;
}

/** The list under a text in which `{` was typed; the text keeps the focus. */
export function ReferencePicker({ id, anchor, options, active, onChoose }: ReferencePickerProps) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    placeBeside(element, anchor, "start");
    element.style.width = `${Math.max(260, anchor.offsetWidth)}px`;
    element.showPopover();
  }, [anchor]);
  useLayoutEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${active}`)}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <ul ref={list} id={id} popover="manual" role="listbox" aria-label="Values of earlier steps" className="menu ref-list">
      {options.length === 0 ? <li className="ref-none small muted" role="option" aria-selected={false} aria-disabled="true">No earlier step has such a value. Write its name, a dot, and the path.</li> : null}
      {options.map((option, index) => (
        <li
          key={`${option.reference.node}.${option.path}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(option);
          }}
        >
          <span className="data ty">{option.type}</span>
          <span className="cut"><span className="muted">{option.source}</span>{option.path === "" ? "" : ` · ${option.path}`}</span>
          <span className="data val cut">{option.isGuess ? "not in the sample" : option.preview}</span>
        </li>
      ))}
    </ul>
  );
}
