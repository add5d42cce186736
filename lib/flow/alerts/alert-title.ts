import { errorKinds } from "../error-kinds.ts";
import type { AlertCause, AlertFacts, AlertKind } from "./alert-condition.ts";
import { spanWords } from "./span-words.ts";

export interface TitledAlert {
  what: AlertKind;
  flow: string;
  cause: AlertCause | null;
  facts: AlertFacts;
}

function isKnown(errorClass: string): errorClass is keyof typeof errorKinds {
  return Object.hasOwn(errorKinds, errorClass);
}

function sinceWords(iso: string | undefined, now: number): string {
  return iso === undefined ? "some time" : spanWords(now - Date.parse(iso));
}

/** One sentence that says what is wrong, with figures and names only: nothing that a run read or sent. */
export function alertTitle({ what, flow, cause, facts }: TitledAlert, now: number): string {
  switch (what) {
    case "failed": {
      const step = cause?.step ? `“${cause.step}” failed` : "a run failed";
      const kind = cause !== null && isKnown(cause.class) ? errorKinds[cause.class] : "Failed";
      return `${flow}: ${step}. ${kind}${cause === null ? "" : ` (${cause.code})`}.`;
    }
    case "slow":
      return (facts.running ?? 0) > 0 ? `${flow} is slow: a run has taken ${spanWords(facts.longestMs ?? 0)} so far.` : `${flow} is slow: a run took ${spanWords(facts.longestMs ?? 0)}.`;
    case "late":
      return facts.waits === "schedule" ? `${flow} is late: it was due ${sinceWords(facts.since, now)} ago.` : `${flow} is late: a run has waited ${sinceWords(facts.since, now)} to start.`;
    case "silent":
      return `${flow} is silent: nothing has started it for ${sinceWords(facts.since, now)}.`;
    case "queue":
      return `${flow} piles up: ${(facts.waiting ?? 0).toLocaleString("en")} ${facts.waiting === 1 ? "waits" : "wait"}${facts.oldest === undefined ? "" : `, the oldest for ${sinceWords(facts.oldest, now)}`}.`;
  }
}
