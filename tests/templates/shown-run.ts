import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { graphOf } from "#lib/flow/graph.ts";
import type { StepPlan } from "#lib/flow/planned-write.ts";
import { regionsOf } from "#lib/flow/regions.ts";
import type { ExpectedRun } from "#lib/flow/templates/template-content.schema.ts";
import { isJsonObject, type Json } from "#lib/json.ts";

/** A source of a test-run gives no more records than these, so a live run of more writes more. */
const testRecords = 100;

function plannedWrites({ planned }: StepRun): number {
  if (planned === null) return 0;
  if (planned.kind !== "inline") throw new Error("What a step would have written is too much to be shown at once.");
  return (planned.value as unknown as StepPlan).writes.length;
}

function liveWrites({ type, effects, counts }: StepRun): number {
  return nodeTypes.get(type)?.kind === "sink" ? (counts?.written ?? 0) : effects.confirmed;
}

/** How many writes each node planned or did. */
export function writesOf(run: RunDetail): Map<string, number> {
  return new Map(run.steps.map((step) => [step.node, run.kind === "test" ? plannedWrites(step) : liveWrites(step)]));
}

export function answerOf({ response }: RunDetail): { status: number; body: Json } | null {
  const value: Json = response?.kind === "inline" ? response.value : null;
  return isJsonObject(value) ? { status: Number(value["status"]), body: value["body"] ?? null } : null;
}

/** Nodes that worked on more records than a test-run would have read: how much they write is not what a sample says. */
export function beyondTest(run: RunDetail): Set<string> {
  const { sources } = regionsOf(run.document, nodeTypes, graphOf(run.document));
  const long = new Set(run.regions.flatMap(({ source, counts }) => (Math.max(counts[source]?.in ?? 0, counts[source]?.out ?? 0) > testRecords ? [source] : [])));
  return new Set([...sources].flatMap(([node, of]) => (of.some((source) => long.has(source)) ? [node] : [])));
}

/** What is expected of a live run: of records beyond a test-run's number only that they were written, which the other side's log tells. */
export function expectedLive(expected: ExpectedRun, run: RunDetail): ExpectedRun {
  const beyond = beyondTest(run);
  return { ...expected, writes: Object.fromEntries(Object.entries(expected.writes).filter(([node]) => !beyond.has(node))) };
}
