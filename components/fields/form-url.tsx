"use client";

import { CopyButton } from "#components/ui/copy-button.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { Hook } from "./hook-url.tsx";

const states = {
  live: { mark: "success", word: "Open to anybody who has this address" },
  paused: { mark: "waiting", word: "Paused: what is sent is kept and runs when the flow is resumed" },
  unpublished: { mark: "skipped", word: "Opens once the flow is published; before that, while a capture waits" },
} as const;

/** The page of the flow's form, and whether it is there. */
export function FormUrl({ hook: { form, state } }: { hook: Hook }) {
  const { mark, word } = states[state];
  return (
    <div className="hook">
      <div className="secret">
        <span className="data">{form}</span>
        <CopyButton text={() => form} label="Copy the address" />
      </div>
      <StatusLabel mark={mark}>{word}</StatusLabel>
      {state === "unpublished" ? null : <a className={buttonClass("plain", "s")} href={form} target="_blank" rel="noreferrer">Open the form<span className="vh"> in a new tab</span></a>}
    </div>
  );
}
