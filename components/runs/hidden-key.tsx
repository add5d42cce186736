import { Lock } from "lucide-react";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";

/** A business key that is not shown: by a rule, or because the reader sees no values. */
export function HiddenKey({ value }: { value: string }) {
  const rest = value.replace(hiddenMark, "");
  return <span className="hid"><Lock className="ic ic-s" aria-hidden />{rest === "" ? "hidden" : `hidden, ends in ${rest}`}</span>;
}
