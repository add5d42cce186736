import type { Pool } from "pg";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import type { RegionTrace } from "#lib/pipeline/frame-trace.ts";
import type { RegionRequest } from "#lib/pipeline/region-request.ts";
import type { Counts, EarlierChunks, LoadedRegion, RegionState, Samples } from "#lib/pipeline/region-stores.ts";
import { loadRun } from "../engine/load-run.ts";

interface StateRow {
  status: RegionState["status"];
  cursor: Json;
  chunk: number;
  planned: number | null;
  counts: Counts;
  samples: string;
  failures: number;
  retry_at: Date | null;
  error: RunError | null;
  writes: string | null;
}

const findState = `
select status, cursor, chunk, planned, counts, samples, failures, retry_at, error, writes
from region_states where workspace_id = $1 and run_id = $2 and node_id = $3`;

/** Run ids sort by time, so what shares an origin is among the flow's runs since then. */
const findEarlier = `
with same as (
  select id from runs where workspace_id = $1 and flow_id = $2 and id >= $3 and origin = $3 and id <> $4 and kind = 'live'
)
select
  (select json_agg(json_build_object('number', c.number, 'records', c.records) order by c.number) from (
     select number, max((counts -> $5 ->> 'out')::int) as records from region_chunks
     where workspace_id = $1 and node_id = $5 and run_id in (select id from same) group by number) c) as chunks,
  (select json_build_object('chunk', s.chunk, 'planned', s.planned) from region_states s
   where s.workspace_id = $1 and s.node_id = $5 and s.run_id in (select id from same)
   order by s.chunk desc, s.updated_at desc limit 1) as last`;

interface EarlierRow {
  chunks: { number: number; records: number | null }[] | null;
  last: { chunk: number; planned: number | null } | null;
}

async function readState(pool: Pick<Pool, "query">, { workspaceId, runId, source }: RegionRequest): Promise<RegionState | null> {
  const row = (await pool.query<StateRow>({ name: "find-region", text: findState, values: [workspaceId, runId, source] })).rows[0];
  if (!row) return null;
  const { retry_at: retryAt, samples, writes, ...rest } = row;
  return { ...rest, retryAt, samples: JSON.parse(samples) as Samples, trace: writes === null ? null : (JSON.parse(writes) as RegionTrace) };
}

async function readEarlier(pool: Pick<Pool, "query">, { workspaceId, flowId, runId, source }: RegionRequest, origin: string): Promise<EarlierChunks> {
  const row = (await pool.query<EarlierRow>({ name: "find-earlier-chunks", text: findEarlier, values: [workspaceId, flowId, origin, runId, source] })).rows[0];
  const records: number[] = [];
  for (const chunk of row?.chunks ?? []) records[chunk.number - 1] = chunk.records ?? 0;
  return { records, planned: row?.last?.chunk === records.length ? row.last.planned : null };
}

/** A region as its run stands; null when the run is final, gone or held by another fence. */
export async function loadRegion(pool: Pick<Pool, "query">, request: RegionRequest): Promise<LoadedRegion | null> {
  const run = await loadRun(pool, request.workspaceId, request.runId);
  if (run === null || run.fence !== request.fence) return null;
  const outputs = new Map<string, Json>([[run.plan.trigger, run.input]]);
  for (const [node, step] of run.settled) if (step.output !== undefined) outputs.set(node, step.output);
  const isReplay = request.test === null && run.origin !== request.runId;
  const [state, earlier] = await Promise.all([readState(pool, request), isReplay ? readEarlier(pool, request, run.origin) : { records: [], planned: null }]);
  return { origin: run.origin, plan: run.plan, outputs, now: run.now, state, earlier };
}
