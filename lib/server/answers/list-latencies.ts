import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { listLatencies as contract } from "#lib/contracts/answering.schema.ts";
import { idAt } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { newestAnswers } from "./newest-answers.ts";

/** Of each flow: a bound on the work, however often it is called. */
const mostRuns = 500;
const mostFlows = 200;

const statement = `
select f.id, f.name, s.address, (s.settings->'answer'->>'ms')::int as "deadlineMs", s.status, c.calls, c.failed, c.late, c.ms
from subscriptions s join flows f on f.id = s.flow_id
cross join lateral (
  select count(*)::int as calls, count(*) filter (where n.failed)::int as failed, count(*) filter (where n.late)::int as late, percentile_cont(array[0.5, 0.95, 0.99]) within group (order by n.ms) as ms
  from (${newestAnswers(mostRuns, "s.flow_id", "$2")}) n where n.answers
) c
where s.workspace_id = $1 and s.settings ? 'answer' and f.deleted_at is null
order by f.name, f.id limit ${mostFlows}`;

interface Row {
  id: string;
  name: string;
  address: string | null;
  deadlineMs: number;
  status: "active" | "paused";
  calls: number;
  failed: number;
  late: number;
  ms: [number, number, number] | null;
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** How fast each flow that answers did so over the last hours: which of them is slow. */
export async function listLatencies(context: WorkspaceContext, input: { hours: string }): Promise<AnswerOf<typeof contract>> {
  demand(context, "runs:read");
  const since = idAt("run", clock.now() - Number(input.hours) * 3_600_000);
  const { rows } = await runtime().pool.query<Row>({ name: "latencies", text: statement, values: [context.workspace.id, since] });
  return {
    hours: Number(input.hours),
    flows: rows.map(({ id, name, ms, ...row }) => ({ flow: { id, name }, ...row, ms: ms && { p50: round(ms[0]), p95: round(ms[1]), p99: round(ms[2]) } })),
  };
}
