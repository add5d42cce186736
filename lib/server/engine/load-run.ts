import type { Pool } from "pg";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import type { Plan } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";

/** What was recorded of a node before this process took the run over. */
export interface SettledStep {
  status: "succeeded" | "failed" | "skipped";
  port: string | null;
  output: Json | undefined;
  error: RunError | null;
}

export interface LoadedRun {
  workspaceId: string;
  runId: string;
  flowId: string;
  /** As read; the first write raises it and loses to anyone who did so in between. */
  fence: number;
  handledErrors: number;
  origin: string;
  input: Json;
  plan: Plan;
  settled: ReadonlyMap<string, SettledStep>;
  /** Earlier attempts: how many there were, how many of them failed, and when the next is due. */
  attempts: ReadonlyMap<string, { last: number; failed: number; nextAt: number | null }>;
}

const plans = new Map<string, Plan>();
const plansKept = 500;

function keepPlan(key: string, plan: Plan): void {
  plans.set(key, plan);
  const oldest = plans.size > plansKept ? plans.keys().next().value : undefined;
  if (oldest !== undefined) plans.delete(oldest);
}

interface Row {
  flow_id: string;
  version: number;
  fence: number;
  handled_errors: number;
  origin: string;
  codec: "json" | "gzip" | null;
  body: Buffer | null;
  steps: { node_id: string; status: string; port: string | null; output: string | null; error: RunError | null }[] | null;
  attempts: { node_id: string; last: number; failed: number; next_at: string | null }[] | null;
}

const statement = `
select r.flow_id, r.version, r.fence, r.handled_errors, r.origin, p.codec, p.body,
  (select json_agg(json_build_object('node_id', s.node_id, 'status', s.status, 'port', s.port, 'output', s.output, 'error', s.error))
     from step_runs s where r.fence > 0 and s.workspace_id = r.workspace_id and s.run_id = r.id and s.status in ('succeeded', 'failed', 'skipped')) as steps,
  (select json_agg(json_build_object('node_id', a.node_id, 'last', a.last, 'failed', a.failed, 'next_at', a.next_at))
     from (select node_id, max(number) as last, count(*) filter (where status = 'failed') as failed, max(next_at) as next_at
           from attempts where r.fence > 0 and workspace_id = r.workspace_id and run_id = r.id group by node_id) a) as attempts
from runs r left join payloads p on p.workspace_id = r.workspace_id and p.hash = r.input
where r.workspace_id = $1 and r.id = $2 and r.status in ('queued', 'running', 'waiting')`;

async function loadPlan(pool: Pick<Pool, "query">, workspaceId: string, flowId: string, version: number): Promise<Plan> {
  const key = `${workspaceId}/${flowId}/${version}`;
  const kept = plans.get(key);
  if (kept) return kept;
  const found = await pool.query<{ document: unknown }>({
    name: "load-version",
    text: "select document from flow_versions where workspace_id = $1 and flow_id = $2 and number = $3",
    values: [workspaceId, flowId, version],
  });
  const document = readDocument(found.rows[0]?.document);
  if (!document.ok) throw new Error(`Version ${version} of ${flowId} cannot be read: ${document.problem[0]?.message ?? "unknown"}`);
  const compiled = compile(document.value, nodeTypes);
  if (!compiled.ok) throw new Error(`Version ${version} of ${flowId} cannot run: ${compiled.problem[0]?.message ?? "unknown"}`);
  keepPlan(key, compiled.value);
  return compiled.value;
}

/** Everything that is needed to go on with a run; null when it is final or gone. */
export async function loadRun(pool: Pick<Pool, "query">, workspaceId: string, runId: string): Promise<LoadedRun | null> {
  const found = await pool.query<Row>({ name: "load-run", text: statement, values: [workspaceId, runId] });
  const row = found.rows[0];
  if (!row) return null;
  const plan = await loadPlan(pool, workspaceId, row.flow_id, row.version);
  const steps = row.steps ?? [];
  const outputs = await readPayloads(pool, workspaceId, steps.flatMap((step) => (step.output === null ? [] : [step.output])));
  const settled = new Map<string, SettledStep>();
  for (const step of steps) {
    const status = step.status as SettledStep["status"];
    settled.set(step.node_id, { status, port: step.port, error: step.error, output: step.output === null ? undefined : outputs.get(step.output) });
  }
  return {
    workspaceId,
    runId,
    flowId: row.flow_id,
    fence: row.fence,
    handledErrors: row.handled_errors,
    origin: row.origin,
    input: row.body === null || row.codec === null ? null : unpackPayload({ codec: row.codec, body: row.body }),
    plan,
    settled,
    attempts: new Map((row.attempts ?? []).map((a) => [a.node_id, { last: a.last, failed: a.failed, nextAt: a.next_at === null ? null : Date.parse(a.next_at) }])),
  };
}
