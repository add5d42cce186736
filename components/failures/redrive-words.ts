import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewRedrive, Redrive } from "#lib/contracts/failures.schema.ts";

type Preview = AnswerOf<typeof previewRedrive>;

function runs(count: number): string {
  return count === 1 ? "1 run" : `${count.toLocaleString("en")} runs`;
}

/** What a redrive will do: "Replays 41 runs at 5 a second. 82 confirmed effects are skipped." */
export function previewInWords({ runs: count, more, confirmed }: Preview, rate: number): string {
  if (count === 0) return "Nothing is left to be done again.";
  const effects = confirmed === 0 ? "" : ` ${more ? "At least " : ""}${confirmed.toLocaleString("en")} confirmed ${confirmed === 1 ? "effect is" : "effects are"} skipped.`;
  return `Replays ${more ? "more than " : ""}${runs(count)} at ${rate} a second.${effects}`;
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
