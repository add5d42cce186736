import { type RunRow, stepRunsOf } from "#db/queries/runs.ts";
import type { SeenRun } from "#lib/flow/templates/compare-run.ts";
import type { ExpectedRun } from "#lib/flow/templates/template-content.schema.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { database } from "../database.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";

function writesIn(plan: Json | undefined): number | null {
  return isJsonObject(plan) && Array.isArray(plan["writes"]) ? plan["writes"].length : null;
}

/** What a test-run came to: how its steps ended and how much each would have written, and no value of any. */
export async function seenRun(run: RunRow): Promise<SeenRun> {
  const steps = await stepRunsOf(database(), run);
  const stored = await readPayloads(runtime().pool, run, [run.response, ...steps.map(({ planned }) => planned)].filter((hash) => hash !== null));
  const response = run.response === null ? undefined : stored.get(run.response);
  return {
    status: run.status,
    steps: steps.map(({ nodeId, status, port, planned }) => ({ node: nodeId, status, port, writes: planned === null ? 0 : writesIn(stored.get(planned)) })),
    answer: isJsonObject(response) && typeof response["status"] === "number" ? { status: response["status"], body: null } : null,
  };
}

/** What later runs of the same sample are compared with. */
export function expectedOf({ status, steps, answer }: SeenRun): ExpectedRun {
  const ended = steps.flatMap(({ node, status: end, port }) => (end === "succeeded" || end === "failed" || end === "skipped" ? [[node, { status: end, ...(port === null || end === "skipped" ? {} : { port }) }] as const] : []));
  return {
    ends: status === "failed" ? "failed" : "succeeded",
    ...(answer === null ? {} : { answer: { status: answer.status } }),
    steps: Object.fromEntries(ended),
    writes: Object.fromEntries(steps.flatMap(({ node, writes }) => (writes === null || writes === 0 ? [] : [[node, writes]]))),
  };
}
