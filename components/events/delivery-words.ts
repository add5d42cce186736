import { signalOf, wordOf } from "#components/runs/run-words.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import type { Signal } from "#components/ui/signal.ts";
import type { Delivery, Event, EventDetail } from "#lib/contracts/events.schema.ts";

/** How a delivery stands, as mark and word. */
export function deliveryState({ status, runStatus, taken }: Delivery): { mark: Signal; word: string } {
  if (taken === "replaced") return { mark: "skipped", word: "Replaced" };
  switch (status) {
    case "held":
      return { mark: "waiting", word: "Held" };
    case "refused":
      return { mark: "failed", word: "Refused" };
    case "expired":
      return { mark: "cancelled", word: "Expired" };
    default:
      return runStatus === null ? { mark: "skipped", word: "Run deleted" } : { mark: signalOf(runStatus), word: wordOf(runStatus) };
  }
}

/** Whether there is something that a redrive would do again. */
export function isRedrivable({ runStatus, replayedBy, taken }: Delivery): boolean {
  return runStatus === "failed" && replayedBy === null && taken === null;
}

const why: Record<NonNullable<EventDetail["deliveries"][number]["held"]>["why"], string> = {
  paused: "The flow is paused. It starts when the flow is resumed.",
  unpublished: "The flow is not published any more. It starts when it is published again.",
  limit: "As many runs as may run at once are under way.",
  blocked: "An earlier run of its key failed and holds it up, until it is replayed or let pass.",
  pace: "The flow's pace is reached.",
  burst: "It waits for the end of the burst.",
  list: "It waits until its list is full, or its time has come.",
  soon: "It starts within seconds.",
};

/** Why a delivery waits, in a sentence. */
export function heldInWords(held: NonNullable<EventDetail["deliveries"][number]["held"]>): string {
  if (held.reason !== null) return `The flow is paused: “${held.reason}”. It starts when the flow is resumed.`;
  return held.until === null ? why[held.why] : `${why[held.why]} Until ${formatInstant(held.until, "second")}.`;
}

const kinds: Record<Event["source"]["kind"], string> = { api: "API", hook: "Webhook", form: "Form", poll: "Poll", flow: "Flow", millrace: "Millrace" };

/** Where an event came from: “API”, “Webhook of Orders”. */
export function sourceInWords({ kind, flow }: Event["source"], names: ReadonlyMap<string, string>): string {
  if (flow === null) return kinds[kind];
  const name = names.get(flow);
  if (name === undefined) return kind === "flow" ? "A deleted flow" : `${kinds[kind]} of a deleted flow`;
  return `${kinds[kind]} ${kind === "flow" ? "" : "of "}${name}`;
}

export const sourceOptions = [{ value: "", label: "Any source" }, ...Object.entries(kinds).map(([value, label]) => ({ value, label }))];
