"use client";

import { useLayoutEffect, useRef } from "react";
import { placeBeside } from "#components/ui/place-beside.ts";
import type { CelOption } from "./cel-options.ts";
import { OptionItem } from "./option-item.tsx";

export interface ReferencePickerProps<Option extends CelOption> {
  id: string;
  anchor: HTMLElement;
  options: readonly Option[];
  active: number;
  onChoose: (option: Option) => void;
}

function keyOf(option: CelOption): string {
  return "signature" in option ? option.name : `${option.reference.node}.${option.path}`;
}

/** The list under a text in which a value is being named; the text keeps the focus. */
export function ReferencePicker<Option extends CelOption>({ id, anchor, options, active, onChoose }: ReferencePickerProps<Option>) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    element.style.width = `${Math.max(320, anchor.offsetWidth)}px`;
    element.showPopover();
    placeBeside(element, anchor, "start");
  }, [anchor]);
  useLayoutEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${active}`)}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <ul ref={list} id={id} popover="manual" role="listbox" aria-label="Values of earlier steps" className="menu ref-list">
      {options.length === 0 ? <li className="ref-none small muted" role="option" aria-selected={false} aria-disabled="true">No earlier step has such a value. Write its name, a dot, and the path.</li> : null}
      {options.map((option, index) => (
        <OptionItem key={keyOf(option)} id={`${id}-${index}`} option={option} isActive={index === active} onChoose={() => onChoose(option)} />
      ))}
    </ul>
  );
}
