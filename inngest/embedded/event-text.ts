import { canonicalJson } from "#lib/json.ts";
import type { EngineEvent } from "./enqueue.ts";

/** An event as it is stored and spliced into calls; `user` is part of every event on the wire. */
export function eventText(event: EngineEvent): string {
  return canonicalJson({ ...event, user: {} });
}
