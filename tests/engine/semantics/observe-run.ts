import type { Pool } from "pg";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { unpackPayload } from "#lib/server/payloads/pack-payload.ts";
import { listRejects } from "#lib/server/runs/list-rejects.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { portName } from "./expand-sketch.ts";
import type { Observed, ObservedRegion, ObservedStep } from "./observed.ts";

const states = ["sent", "confirmed", "refused", "unknown"] as const;

function valueOf(payload: Payload | null): Json | undefined {
  return payload?.kind === "inline" ? payload.value : undefined;
}

const at = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

function stepOf(run: RunDetail, step: RunDetail["steps"][number]): ObservedStep {
  return {
    status: step.status,
    port: portName(run.document, step.node, step.port),
    flags: (["reused", "simulated", "late"] as const).filter((flag) => step[flag]),
    output: valueOf(step.output),
    began: at(step.startedAt),
    ended: at(step.finishedAt),
    attempts: step.attempts.map(({ status, startedAt, finishedAt }) => ({ status, began: Date.parse(startedAt), ended: at(finishedAt) })),
    effects: states.flatMap((state) => Array.from({ length: step.effects[state] }, () => state)),
  };
}

async function regionOf(context: WorkspaceContext, run: RunDetail, region: RunDetail["regions"][number], nameOf: (id: string) => string): Promise<ObservedRegion> {
  const rejects: ObservedRegion["rejects"][number][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof listRejects>> = await listRejects(context, { run: run.id, node: region.source, limit: 200, cursor });
    rejects.push(...page.rejects.map((reject) => ({ node: nameOf(reject.node), class: reject.error.class, key: reject.key })));
    cursor = page.next;
  }
  const named = <Value>(record: Record<string, Value>): { [node: string]: Value } => Object.fromEntries(Object.entries(record).map(([id, value]) => [nameOf(id), value]));
  return {
    status: region.status,
    chunks: region.chunks,
    counts: named(region.counts),
    samples: Object.fromEntries(Object.entries(named(region.samples)).map(([node, samples]) => [node, samples.kind === "inline" && Array.isArray(samples.value) ? samples.value.length : 0])),
    rejects,
    cursor: region.cursor,
  };
}

/** A run as its page shows it, nodes by their names in the case, and with it the runs it called. */
export async function observeRun(context: WorkspaceContext, id: string, nameOf: (id: string) => string): Promise<Observed> {
  const run = await readRun(context, { run: id });
  const children: { [node: string]: Observed } = {};
  for (const child of run.children) children[nameOf(child.node)] = await observeRun(context, child.run, nameOf);
  return {
    run: run.status,
    error: run.error && { class: run.error.class, code: run.error.code, message: run.error.message, node: run.error.node === undefined ? undefined : nameOf(run.error.node) },
    handled: run.handledErrors,
    reason: run.reason,
    response: valueOf(run.response) ?? null,
    pattern: run.pattern,
    steps: new Map(run.steps.map((step) => [nameOf(step.node), stepOf(run, step)])),
    late: run.steps.filter((step) => step.late).map((step) => lateFor(run, step.node, nameOf)),
    waits: Object.fromEntries(run.waits.map((wait) => [nameOf(wait.node), wait.status])),
    regions: Object.fromEntries(await Promise.all(run.regions.map(async (region) => [nameOf(region.source), await regionOf(context, run, region, nameOf)]))),
    children,
    called: new Map(),
  };
}

/** A late step came to the merge that it leads to. */
function lateFor(run: RunDetail, node: string, nameOf: (id: string) => string): string {
  const merges = new Set(run.document.nodes.filter(({ type }) => type === "core/merge").map(({ id }) => id));
  const edge = run.document.edges.find(({ from, to }) => from.node === node && merges.has(to.node));
  return `${edge ? nameOf(edge.to.node) : ""} < ${nameOf(node)}`;
}

/** How many runs each flow of a workspace has: `<flow>`, and `<flow> test` for its test-runs. */
export async function countRuns(pool: Pool, workspaceId: string, nameOf: (flow: string) => string): Promise<{ [flow: string]: number }> {
  const { rows } = await pool.query<{ flow: string; kind: string; count: number }>("select flow_id as flow, kind, count(*)::int as count from runs where workspace_id = $1 group by 1, 2", [workspaceId]);
  return Object.fromEntries(rows.map(({ flow, kind, count }) => [kind === "test" ? `${nameOf(flow)} test` : nameOf(flow), count]));
}

/** All text that the executor keeps, and all values that the workspace's payloads hold. */
export async function readStored(pool: Pool, workspaceId: string): Promise<{ executor: string; payloads: string }> {
  const tables = await pool.query<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'engine'");
  const rows = await Promise.all(tables.rows.map(({ name }) => pool.query<{ row: string }>(`select t::text as row from engine."${name}" t`)));
  const payloads = await pool.query<{ codec: "json" | "gzip"; body: Buffer }>("select codec, body from payloads where workspace_id = $1", [workspaceId]);
  return {
    executor: rows.flatMap((result) => result.rows.map(({ row }) => row)).join("\n"),
    payloads: payloads.rows.map((row) => JSON.stringify(unpackPayload(row))).join("\n"),
  };
}
