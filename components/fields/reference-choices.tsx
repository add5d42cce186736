"use client";

import { useEffect, useRef } from "react";
import { OptionItem } from "./option-item.tsx";
import type { ReferenceOption } from "./reference-options.ts";

export interface ReferenceChoicesProps {
  id: string;
  options: readonly ReferenceOption[];
  /** The one that the arrow keys are at; -1 for none. */
  active: number;
  onChoose: (option: ReferenceOption) => void;
}

/** Other values that may stand in a reference's place; the field above keeps the focus. */
export function ReferenceChoices({ id, options, active, onChoose }: ReferenceChoicesProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <ul ref={list} id={id} role="listbox" aria-label="Other values" className="ref-list ref-choices">
      {options.map((option, index) => (
        <OptionItem key={`${option.reference.node}.${option.path}`} id={`${id}-${index}`} option={option} isActive={index === active} onChoose={() => onChoose(option)} />
      ))}
    </ul>
  );
}
