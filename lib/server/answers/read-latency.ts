import { findFlow, findSubscription, findVersion } from "#db/queries/flows.ts";
import type { Latency } from "#lib/contracts/answering.schema.ts";
import { idAt } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound, storedDocument } from "../flows/flow-answer.ts";
import { runtime } from "../runtime.ts";
import type { AnswerSettings } from "./answer-settings.ts";
import { newestAnswers } from "./newest-answers.ts";

const bars = 48;
/** Runs that are looked at: a bound on the work, whatever the time and whatever else the flow did. */
const mostRuns = 100_000;
const mostRunsForSteps = 20_000;
const mostForSteps = 1_000;

const overTime = `
select grouping(bar) = 1 as whole, bar::int as bar, count(*)::int as calls, count(*) filter (where failed)::int as failed, count(*) filter (where late)::int as late,
  percentile_cont(array[0.5, 0.95, 0.99]) within group (order by ms) as ms,
  (select count(*)::int from (select 1 from runs where workspace_id = $1 and flow_id = $2 and id >= $3 limit ${mostRuns}) l) as looked
from (select *, floor((date_part('epoch', created_at) * 1000 - $4::float8) / $5::float8) as bar from (${newestAnswers(mostRuns)}) n where answers) c
group by grouping sets ((), (bar)) order by bar nulls first`;

/** Run by run: joined at once, the steps of every run that there is would be read. */
const bySteps = `
select s.node_id as node, count(*)::int as calls, percentile_cont(array[0.5, 0.95]) within group (order by s.ms) as ms
from (select id, bucket from (${newestAnswers(mostRunsForSteps)}) n where answers order by id desc limit ${mostForSteps}) c
cross join lateral (
  select s.node_id, date_part('epoch', s.finished_at - s.started_at) * 1000 as ms from step_runs s
  where s.bucket = c.bucket and s.workspace_id = $1 and s.run_id = c.id and s.finished_at is not null and s.started_at is not null offset 0
) s
group by s.node_id order by (percentile_cont(0.95) within group (order by s.ms)) desc limit 10`;

interface Bar {
  whole: boolean;
  bar: number | null;
  calls: number;
  failed: number;
  late: number;
  ms: [number, number, number] | null;
  /** At how many runs was looked. */
  looked: number;
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

function shown([p50, p95, p99]: [number, number, number]): { p50: number; p95: number; p99: number } {
  return { p50: round(p50), p95: round(p95), p99: round(p99) };
}

/** How fast a flow answered its callers, as they saw it. */
export async function readLatency(context: WorkspaceContext, input: { flow: string; hours: string }): Promise<Latency> {
  demand(context, "runs:read");
  const workspaceId = context.workspace.id;
  const flow = await findFlow(database(), workspaceId, input.flow);
  if (!flow) throw flowNotFound();
  const hours = Number(input.hours);
  const from = clock.now() - hours * 3_600_000;
  const spanMs = (hours * 3_600_000) / bars;
  const { pool } = runtime();
  const since = idAt("run", from);
  const [rows, steps, live] = await Promise.all([
    pool.query<Bar>({ name: "latency-over-time", text: overTime, values: [workspaceId, flow.id, since, from, spanMs] }),
    pool.query<{ node: string; calls: number; ms: [number, number] }>({ name: "latency-by-step", text: bySteps, values: [workspaceId, flow.id, since] }),
    findSubscription(database(), workspaceId, flow.id),
  ]);
  const answer = live?.settings["answer"] as AnswerSettings | undefined;
  const version = flow.liveVersion === null ? undefined : await findVersion(database(), workspaceId, flow.id, flow.liveVersion);
  const nodes = version ? storedDocument(version.document).nodes : [];
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const whole = rows.rows.find((row) => row.whole);
  return {
    flow: { id: flow.id, name: flow.name }, deadlineMs: answer?.ms ?? null, hours, spanMs,
    calls: whole?.calls ?? 0, more: (whole?.looked ?? 0) >= mostRuns, failed: whole?.failed ?? 0, late: whole?.late ?? 0,
    ms: whole?.ms ? shown(whole.ms) : null,
    bars: rows.rows.flatMap(({ whole: isWhole, bar, calls: count, failed, late, ms }) => (isWhole || bar === null || ms === null ? [] : [{ at: new Date(from + bar * spanMs).toISOString(), calls: count, failed, late, ...shown(ms) }])),
    // A step of an earlier version may be gone by now.
    steps: steps.rows.map(({ node, calls: count, ms: [p50, p95] }) => ({ node, name: names.get(node) ?? "A step that is gone", calls: count, p50: round(p50), p95: round(p95) })),
  };
}
