"use client";

import { type KeyboardEvent, useRef } from "react";
import { classes } from "#components/ui/classes.ts";

export interface CodeFieldProps {
  id?: string | undefined;
  label: string;
  value: string;
  readOnly: boolean;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  onChange: (value: string) => void;
  onLeave: () => void;
}

const indent = "  ";

/** Code as text with numbered lines. Tab indents; after Escape it leaves the field, as everywhere. */
export function CodeField({ id, label, value, readOnly, onChange, onLeave, ...aria }: CodeFieldProps) {
  const numbers = useRef<HTMLDivElement>(null);
  const leaves = useRef(false);
  const lines = value.split("\n").length;

  function key(event: KeyboardEvent<HTMLTextAreaElement>) {
    const area = event.currentTarget;
    if (event.key === "Escape" && !leaves.current) {
      leaves.current = true;
      event.stopPropagation();
      return;
    }
    if (event.key === "Tab" && !leaves.current && !readOnly && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const { selectionStart, selectionEnd } = area;
      const start = area.value.lastIndexOf("\n", selectionStart - 1) + 1;
      if (event.shiftKey) {
        if (area.value.startsWith(indent, start)) area.setRangeText("", start, start + indent.length, "preserve");
      } else if (selectionStart === selectionEnd) area.setRangeText(indent, selectionStart, selectionEnd, "end");
      else area.setRangeText(area.value.slice(start, selectionEnd).replaceAll(/^/gm, indent), start, selectionEnd, "select");
      onChange(area.value);
      return;
    }
    if (event.key === "Enter" && !readOnly) {
      const line = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
      const before = /^[ \t]*/.exec(line)?.[0] ?? "";
      const deeper = /[{[(]\s*$/.test(line) ? indent : "";
      if (before + deeper !== "") {
        event.preventDefault();
        area.setRangeText(`\n${before}${deeper}`, area.selectionStart, area.selectionEnd, "end");
        onChange(area.value);
      }
    }
    leaves.current = false;
  }
  return (
    <div className={classes("code-field data", aria["aria-invalid"] && "is-bad")}>
      <div ref={numbers} className="code-lines" aria-hidden>{Array.from({ length: lines }, (_, line) => line + 1).join("\n")}</div>
      <textarea
        id={id}
        {...aria}
        aria-label={label}
        title="Tab indents. Press Escape, then Tab, to leave the field."
        rows={Math.min(24, Math.max(6, lines))}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={value}
        readOnly={readOnly}
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onFocus={() => {
          leaves.current = false;
        }}
        onBlur={onLeave}
        onKeyDown={key}
      />
    </div>
  );
}
