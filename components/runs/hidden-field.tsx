"use client";

import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import type { Reveal } from "#lib/client/mutations/run-mutations.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import type { Json } from "#lib/json.ts";
import { RevealDialog } from "./reveal-dialog.tsx";

export interface HiddenFieldProps {
  run: string;
  place: Reveal;
  /** What is to be seen of it. */
  shown: Json;
  by: "rule" | "copy";
}

function restOf(shown: Json): string {
  const text = typeof shown === "string" ? shown : "";
  return text.startsWith(hiddenMark) && !text.slice(hiddenMark.length).includes(hiddenMark) ? text.slice(hiddenMark.length) : "";
}

/** A value that a rule hides, with the way to see it for those who may. */
export function HiddenField({ run, place, shown, by }: HiddenFieldProps) {
  const { may } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<{ value: Json } | null>(null);
  if (revealed !== null) {
    const text = typeof revealed.value === "string" ? revealed.value : JSON.stringify(revealed.value);
    return <span className="hid" data-open="true" title="Shown to you; that is in the audit log"><LockOpen className="ic ic-s" aria-hidden /><span className="vh">Revealed: </span><span className="hid-value">{text}</span></span>;
  }
  const rest = restOf(shown);
  const isWhole = typeof shown === "string" && shown === `${hiddenMark}${rest}`;
  const title = by === "rule" ? "A field rule hides this" : "It holds a value that a field rule hides";
  return (
    <>
      <span className="hid" title={title}>
        <Lock className="ic ic-s" aria-hidden />
        <span>{isWhole ? (rest === "" ? "hidden by a rule" : `hidden, ends in ${rest}`) : "partly hidden"}</span>
        {may("runs:reveal") ? <button type="button" className="link" onClick={() => setAsking(true)}>Reveal<span className="vh"> {place.path?.join(".") || `the ${place.part}`}</span></button> : null}
      </span>
      {isWhole || shown === "" ? null : <span className="jt-text"> {JSON.stringify(shown)}</span>}
      {asking ? <RevealDialog run={run} place={place} onClose={() => setAsking(false)} onReveal={(value) => { setRevealed({ value }); setAsking(false); }} /> : null}
    </>
  );
}
