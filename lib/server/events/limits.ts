import { createHash } from "node:crypto";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";

/** How many runs of a flow there may be at once (SEMANTICS event-1, event-2). */
export interface Limits {
  /** Absent: as many as come. */
  most?: number;
  /** Where in what arrives the key stands; null: one limit for the whole flow. */
  path: string | null;
  /** A failed run holds its key up, until it is replayed or let pass. */
  blocks: boolean;
  /** So many may begin in a time. */
  rate?: { count: number; perMs: number };
  /** The last of a burst stands for all of it: when it has been quiet, or so long after the first. */
  last?: { quietMs: number; latestMs: number | null };
  /** Several at once: when there are so many, or so long after the first. */
  list?: { of: number; waitMs: number };
}

const perMs: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function literal(node: Pick<FlowNode, "config">, key: string): Json | undefined {
  const value = node.config[key];
  return value?.kind === "literal" ? value.value : undefined;
}

/** As a trigger's settings say; null without a limit. */
export function triggerLimits(trigger: Pick<FlowNode, "config">): Limits | null {
  const number = (key: string): number | undefined => {
    const value = literal(trigger, key);
    return typeof value === "number" ? value : undefined;
  };
  const each = literal(trigger, "each");
  const inOrder = literal(trigger, "inOrder") === true;
  const most = inOrder ? 1 : number("most");
  const rate = literal(trigger, "pace") === "limited" ? number("rate") : undefined;
  const gather = literal(trigger, "gather");
  if (most === undefined && rate === undefined && gather !== "last" && gather !== "list") return null;
  const latest = number("latestSeconds");
  return {
    ...(most === undefined ? {} : { most }),
    path: typeof each === "string" && each !== "" ? each : null,
    blocks: inOrder && literal(trigger, "afterFailure") === "block",
    ...(rate === undefined ? {} : { rate: { count: rate, perMs: perMs[String(literal(trigger, "per") ?? "minute")] ?? 60_000 } }),
    ...(gather === "last" ? { last: { quietMs: 1_000 * (number("quietSeconds") ?? 10), latestMs: latest === undefined ? null : 1_000 * latest } } : {}),
    ...(gather === "list" ? { list: { of: number("listOf") ?? 100, waitMs: 1_000 * (number("listSeconds") ?? 60) } } : {}),
  };
}

/** Whether time or number decides, besides how many run. */
export function isPaced({ rate, last, list }: Limits): boolean {
  return rate !== undefined || last !== undefined || list !== undefined;
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
