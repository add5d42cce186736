import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { StepError } from "#lib/connectors/step-error.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { FlowCall, RegionDeps } from "#lib/pipeline/region-context.ts";
import { RegionLost } from "#lib/pipeline/region-error.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { packPayload, unpackPayload } from "../payloads/pack-payload.ts";
import { findCalledFlow, startedByCall } from "../runs/find-called-flow.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { bucketOfClass, bucketsNow } from "../retention/bucket.ts";
import { heldRun, heldValues } from "./held-run.ts";

/** How often a called run is looked at: soon, then each second. */
const firstLookMs = 50;
const lookMs = 1_000;

const findDepth = "select depth from runs where workspace_id = $1 and id = $2";

const start = `
with ${heldRun}, goal as (
  select ${bucketOfClass("$19", "keep_days")} as bucket from held, flows where workspace_id = $1 and id = $10
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select goal.bucket, $1, p.hash, p.codec, p.size, p.body from goal, unnest($5::text[], $6::text[], $7::int[], $8::bytea[]) as p (hash, codec, size, body)
  on conflict do nothing
), called as (
  insert into runs (workspace_id, id, flow_id, version, kind, options, started_by, pattern, status, origin, parent_run_id, parent_node_id, depth, input, bucket)
  select $1, $9, $10, $11, $12, $13, $18, $14, 'queued', $9, $2, $15, $16, $17, goal.bucket from goal
  on conflict do nothing
  returning id
)
select $4 as source, (select count(*)::int from called) as started from held`;

const look = `
select r.status, r.error, r.parent_run_id = $3 as "isOwn", p.codec, p.body from runs r left join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.response
where r.workspace_id = $1 and r.id = $2`;

interface CalledRow {
  status: string;
  /** Called by this run, not by one that it replays. */
  isOwn: boolean;
  error: RunError | null;
  codec: "json" | "gzip" | null;
  body: Buffer | null;
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Follows from the effect, so that a repeated call finds its run; sorts beside the run it belongs to. */
function calledRunId(origin: string, ...effect: string[]): string {
  const bytes = createHash("sha256").update(effect.join(" ")).digest().subarray(0, 16);
  return origin.slice(0, "run_".length + 10) + [...bytes].map((byte) => alphabet.charAt(byte & 31)).join("");
}

async function begin({ held, node, input, isTest }: FlowCall, runId: string): Promise<void> {
  const { workspaceId } = held;
  const depth = ((await runtime().pool.query<{ depth: number }>({ name: "find-depth", text: findDepth, values: [workspaceId, held.runId] })).rows[0]?.depth ?? 0) + 1;
  const flow = String(input["flow"]);
  const child = await findCalledFlow(workspaceId, flow, depth, input["input"] ?? {});
  const packed = packPayload(child.input);
  const options = isTest ? packPayload({ mocks: {}, send: [] }) : null;
  const payloads = (options === null || options.hash === packed.hash ? [packed] : [packed, options]).toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const started = await transaction(async (client) => {
    const called = await client.query<{ started: number }>({
      name: "call-flow-of-record",
      text: start,
      values: [
        ...heldValues(held), ...payloadArrays(payloads),
        runId, flow, child.version, isTest ? "test" : "live", options?.hash ?? null, child.pattern, node, depth, packed.hash,
        startedByCall(input["wait"] === "detached"), bucketsNow(),
      ],
    });
    const [row] = called.rows;
    if (row && row.started > 0) await runtime().driver.enqueue(client, [{ runId, workspaceId, pattern: child.pattern }]);
    return row?.started;
  });
  if (started === undefined) throw new RegionLost();
  runtime().driver.wake();
}

async function read({ held }: FlowCall, runId: string): Promise<CalledRow | undefined> {
  return (await runtime().pool.query<CalledRow>({ name: "look-at-called", text: look, values: [held.workspaceId, runId, held.runId] })).rows[0];
}

/** A run that an earlier run of this origin called and that failed is not taken: a replay calls again. */
async function findCalled(call: FlowCall): Promise<{ runId: string; called: CalledRow | undefined }> {
  const first = calledRunId(call.origin, call.effectKey);
  const called = await read(call, first);
  if (!called || called.isOwn || (called.status !== "failed" && called.status !== "cancelled")) return { runId: first, called };
  const again = calledRunId(call.origin, call.effectKey, call.held.runId);
  return { runId: again, called: await read(call, again) };
}

function answerOf({ codec, body }: CalledRow): Json {
  const response: Json = codec === null || body === null ? null : unpackPayload({ codec, body });
  return isJsonObject(response) ? ((response as JsonObject)["body"] ?? null) : null;
}

/** Calls another flow for one record, and waits for its answer unless told not to (SEMANTICS step-10). */
export const callFlow: RegionDeps["callFlow"] = async (call, signal) => {
  const found = await findCalled(call);
  const { runId } = found;
  let { called } = found;
  if (!called) await begin(call, runId);
  if (call.input["wait"] === "detached") return { run: runId };
  for (let wait = firstLookMs; ; wait = Math.min(lookMs, wait * 2)) {
    called ??= await read(call, runId);
    switch (called?.status) {
      case "succeeded":
        return answerOf(called);
      case "failed":
        throw new StepError(called.error?.class ?? "fatal", called.error?.code ?? "call_failed", called.error?.message ?? "The called flow failed.");
      case "cancelled":
        throw new StepError("fatal", "call_cancelled", "The called flow was cancelled.");
    }
    called = undefined;
    await delay(wait, undefined, { signal });
  }
};
