"use client";

import { type InputHTMLAttributes, useEffect, useRef, useState } from "react";

export interface NameInputProps extends Pick<InputHTMLAttributes<HTMLInputElement>, "id" | "aria-label" | "aria-describedby" | "aria-invalid" | "placeholder" | "readOnly"> {
  value: string;
  /** What is being typed; null when it is over. */
  onDraft?: ((text: string | null) => void) | undefined;
  /** Once, when the field is left: what refers to the name then follows it. */
  onCommit: (name: string) => void;
}

/**
 * A name that other steps may refer to. It changes when the field is left, with Enter, or before a shortcut: halfway
 * through typing it would be another name, perhaps one that is taken.
 */
export function NameInput({ value, onDraft, onCommit, ...input }: NameInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = useRef<() => void>(() => undefined);
  useEffect(() => {
    commit.current = () => {
      if (draft !== null && draft !== value) onCommit(draft);
    };
  });
  useEffect(() => () => commit.current(), []);
  function write(text: string | null) {
    setDraft(text);
    onDraft?.(text);
  }
  return (
    <input
      {...input}
      value={draft ?? value}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={() => {
        commit.current();
        write(null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.ctrlKey || event.metaKey) commit.current();
      }}
    />
  );
}
