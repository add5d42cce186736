import { errorWords } from "#components/runs/error-words.ts";
import { effectLines, type PreviewLine } from "#components/runs/replay-words.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewRedrive, Redrive } from "#lib/contracts/failures.schema.ts";
import { needsFix } from "./needs-fix.ts";

type Preview = AnswerOf<typeof previewRedrive>;

function runs(count: number): string {
  return count === 1 ? "1 run" : `${count.toLocaleString("en")} runs`;
}

/** What a redrive will do: "Replays 41 runs at 5 a second." */
export function previewInWords({ runs: count, more }: Preview, rate: number): string {
  if (count === 0) return "Nothing is left to be done again.";
  return `Replays ${more ? "more than " : ""}${runs(count)} at ${rate} a second.`;
}

/** By kind of failure where it begins, then what was sent before. */
export function redriveLines({ flows, kinds, confirmedBy, unknownBy }: Preview, from: "failed" | "start"): PreviewLine[] {
  const nameOf = ({ flow, step }: { flow: string; step: string | null }) => `${step ?? "a step"}${flows > 1 ? ` in ${flow}` : ""}`;
  const named = (counts: Preview["confirmedBy"]) => counts.map((one) => ({ name: nameOf(one), count: one.count }));
  return [
    ...kinds.map(({ class: kind, count, ...place }) => ({
      label: runs(count),
      text: `${from === "failed" ? `From ${nameOf(place)}.` : `From the start; failed at ${nameOf(place)}.`}${kind === null ? "" : ` ${errorWords(kind).kind}${needsFix(kind) ? ": fix the cause first, or it comes again." : "."}`}`,
    })),
    ...effectLines(named(confirmedBy), named(unknownBy), false),
  ];
}

/** How long it takes at its rate, at least. */
export function redriveSeconds(count: number, rate: number): number {
  return Math.ceil(count / rate);
}

/** How far a redrive is, and how its runs ended. */
export function progressInWords({ runs: states, started, status, total }: Redrive): string {
  const of = `${started.toLocaleString("en")} of ${total.toLocaleString("en")} started`;
  const ended = [
    states.succeeded > 0 ? `${states.succeeded.toLocaleString("en")} succeeded` : "", states.failed > 0 ? `${states.failed.toLocaleString("en")} failed again` : "",
    states.cancelled > 0 ? `${states.cancelled.toLocaleString("en")} cancelled` : "", states.open > 0 ? `${states.open.toLocaleString("en")} under way` : "",
  ].filter(Boolean).join(", ");
  const word = { running: "", paused: "Paused: ", done: "", stopped: "Stopped: " }[status];
  return `${word}${of}${ended === "" ? "" : `; ${ended}`}.`;
}
