import type { Reveal } from "#lib/client/mutations/run-mutations.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { HiddenField } from "./hidden-field-lazy.tsx";

/** Beside a message or log of which some is hidden: the way to all of it. */
export function HiddenText({ run, place, text }: { run: string; place: Reveal; text: string }) {
  return text.includes(hiddenMark) ? <p className="small"><HiddenField run={run} place={place} shown="" by="copy" /></p> : null;
}
