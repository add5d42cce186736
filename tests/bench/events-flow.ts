import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";

/** W2: an event that is acknowledged at once, then three parallel HTTP calls to a sink. */
export function eventsFlow(sink: string): FlowDocument {
  const call = (path: string) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${sink}/${path}`), send: literal("value"), bodyValue: reference("hook", "body") } });
  return buildDocument({ hook: { type: "core/webhook" }, a: call("a"), b: call("b"), c: call("c") }, ["hook -> a", "hook -> b", "hook -> c"]);
}

/** One kilobyte that says which event it is. */
export function eventBody(index: number): string {
  return JSON.stringify({ id: index, text: "x".repeat(900) });
}
