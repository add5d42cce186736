import { canonicalJson, type Json } from "#lib/json.ts";

export type EngineEvent = { name: string; data: Json; id: string; ts: number };

/** An event as it is stored and spliced into calls; `user` is part of every event on the wire. */
export function eventText(event: EngineEvent): string {
  return canonicalJson({ ...event, user: {} });
}
