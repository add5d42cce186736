import { createHash } from "node:crypto";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";

/** How many runs of a flow there may be at once (SEMANTICS event-1, event-2). */
export interface Limits {
  most: number;
  /** Where in what arrives the key stands; null: one limit for the whole flow. */
  path: string | null;
  /** A failed run holds its key up, until it is replayed or let pass. */
  blocks: boolean;
}

function literal(node: Pick<FlowNode, "config">, key: string): Json | undefined {
  const value = node.config[key];
  return value?.kind === "literal" ? value.value : undefined;
}

/** As a trigger's settings say; null without a limit. */
export function triggerLimits(trigger: Pick<FlowNode, "config">): Limits | null {
  const most = literal(trigger, "most");
  const each = literal(trigger, "each");
  const inOrder = literal(trigger, "inOrder") === true;
  if (!inOrder && typeof most !== "number") return null;
  return { most: inOrder ? 1 : Number(most), path: typeof each === "string" && each !== "" ? each : null, blocks: inOrder && literal(trigger, "afterFailure") === "block" };
}

/** As a subscription keeps them. */
export function keptLimits(settings: { readonly [key: string]: unknown }): Limits | null {
  return (settings["limits"] as Limits | undefined) ?? null;
}

/** Longer keys are kept by their hash. */
const longestKey = 100;

/** The key of what arrived; what has none shares one. */
export function limitKey(limits: Limits, payload: Json): string {
  if (limits.path === null) return "";
  const found = readPath(payload, limits.path.split("."));
  if (found === undefined) return "";
  const text = canonicalJson(found);
  return text.length <= longestKey ? text : createHash("sha256").update(text).digest("base64url");
}
