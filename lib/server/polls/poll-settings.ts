import { createHash } from "node:crypto";
import { operationSpec } from "#lib/connectors/registry.ts";
import { resolveConfig } from "#lib/flow/bindings/resolve.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

export const pollTrigger = "http/poll";

/** What a published poll asks for, as its subscription keeps it. */
export interface PollSettings {
  connection: string | null;
  everyMs: number;
  first: "now" | "all";
  overlapMs: number;
  /** Those of the source that reads the list (`http/pages`). */
  input: JsonObject;
}

/** From a trigger's settings. @throws ReferenceMissing when one of them refers to a step; ZodError when one does not fit. */
export function pollSettings({ config, connection }: Pick<PlanNode, "config" | "connection">): PollSettings {
  const resolved = resolveConfig(config, new Map(), { now: new Date().toISOString() });
  const input = operationSpec(pollTrigger)?.input.parse(resolved) as JsonObject;
  return { connection: connection ?? null, everyMs: Number(input["every"]) * 60_000, first: input["first"] === "all" ? "all" : "now", overlapMs: Number(input["overlapSeconds"]) * 1_000, input };
}

/** As a subscription keeps them; null when it is no poll. */
export function keptPoll(settings: { readonly [key: string]: unknown }): PollSettings | null {
  return (settings["poll"] as PollSettings | undefined) ?? null;
}

/** What its state belongs to: another URL, list, id or changed-at field is another poll (SEMANTICS region-8). */
export function pollIdentity({ input }: PollSettings): string {
  const { url, query, records, key, since } = input;
  return createHash("sha256").update(canonicalJson([url ?? null, query ?? null, records ?? null, key ?? null, since ?? null])).digest("base64url");
}

const longestId = 200;

/** What tells an item apart: its id, or all that it holds. */
export function itemId({ input }: PollSettings, item: Json): string {
  const path = typeof input["key"] === "string" ? input["key"] : "";
  let found: Json | undefined = item;
  for (const part of path === "" ? [] : path.split(".")) found = isJsonObject(found) && Object.hasOwn(found, part) ? found[part] : undefined;
  if (path !== "" && (typeof found === "string" || typeof found === "number") && String(found).length <= longestId) return String(found);
  return createHash("sha256").update(canonicalJson(found ?? item)).digest("base64url");
}

/** Where reading begins: so much before the newest that was seen. Numbers are seconds or, when they are large, milliseconds since 1970. */
export function readFrom(cursor: Json, overlapMs: number): Json {
  const newest = isJsonObject(cursor) ? cursor["newest"] : null;
  if (typeof newest === "number") return { at: null, newest, since: newest - (newest > 100_000_000_000 ? overlapMs : overlapMs / 1_000) };
  const instant = typeof newest === "string" ? Date.parse(newest) : Number.NaN;
  if (typeof newest === "string") return { at: null, newest, since: Number.isNaN(instant) ? newest : new Date(instant - overlapMs).toISOString() };
  return null;
}
