import type { ClientBase } from "pg";
import type { Pattern } from "#lib/flow/pattern.ts";
import { type Firing, planFiring } from "#lib/flow/schedule/plan-firing.ts";
import { readFiringRule } from "#lib/flow/schedule/read-firing-rule.ts";
import type { FiringRule } from "#lib/flow/schedule/schedule.ts";
import { newId } from "#lib/ids.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { insertRun } from "../runs/insert-run.ts";
import { transaction } from "../transaction.ts";
import { triggerOutput } from "./trigger-output.ts";

/** Schedules that one transaction takes, and runs that it starts for each. */
const batch = 20;
const runsAtOnce = 50;
/** A schedule that cannot be read (its zone is gone) stands aside, so that it delays no other. */
const asideMs = 3_600_000;

interface Due {
  workspaceId: string;
  flowId: string;
  version: number;
  pattern: Pattern;
  settings: { [key: string]: unknown };
  nextAt: Date;
  now: Date;
  lastStarted: Date | null;
}

/** Due by the database's clock; what another worker holds is left to it. */
const claim = `
select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.pattern, s.settings, s.next_at as "nextAt", coalesce($1::timestamptz, now()) as now,
  (select o.scheduled_at from schedule_occurrences o
    where o.workspace_id = s.workspace_id and o.flow_id = s.flow_id and o.status = 'started' order by o.scheduled_at desc limit 1) as "lastStarted"
from subscriptions s
where s.kind = 'schedule' and s.status = 'active' and s.next_at <= coalesce($1::timestamptz, now())
order by s.next_at limit ${batch} for update of s skip locked`;

/** Gives back the runs whose occurrence was not there yet: only these are started. */
const record = `
insert into schedule_occurrences (workspace_id, flow_id, scheduled_at, status, through, run_id)
select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[])
on conflict do nothing
returning run_id`;

const advance = `
update subscriptions s set next_at = d.next_at
from unnest($1::text[], $2::text[], $3::timestamptz[]) as d (workspace_id, flow_id, next_at)
where s.workspace_id = d.workspace_id and s.flow_id = d.flow_id`;

interface Planned extends Firing {
  due: Due;
  rule: FiringRule | null;
}

function plan(due: Due): Planned {
  const now = due.now.getTime();
  const read = readFiringRule(due.settings);
  if (read.ok) return { due, rule: read.value, ...planFiring(read.value, due.nextAt.getTime(), now, runsAtOnce) };
  runtime().log.error({ flow: due.flowId, problem: read.problem.message }, "schedule.unreadable");
  return { due, rule: null, start: [], left: [], next: now + asideMs };
}

interface Occurrence {
  due: Due;
  rule: FiringRule | null;
  at: number;
  through: number | null;
  status: "started" | "skipped" | "missed";
  run: string | null;
  previous: number | null;
}

function occurrencesOfPlan({ due, rule, start, left }: Planned): Occurrence[] {
  const before = due.lastStarted?.getTime() ?? null;
  return [
    ...left.map((one): Occurrence => ({ due, rule, ...one, run: null, previous: null })),
    ...start.map((at, index): Occurrence => ({ due, rule, at, through: null, status: "started", run: newId("run"), previous: start[index - 1] ?? before })),
  ];
}

async function startRun(client: Pick<ClientBase, "query">, { due, rule, at, run, previous }: Occurrence): Promise<void> {
  if (run === null || rule === null) return;
  await insertRun(client, {
    workspaceId: due.workspaceId, id: run, flowId: due.flowId, version: due.version, snapshot: null, options: null, startedBy: "schedule",
    pattern: due.pattern, origin: run, input: packPayload(triggerOutput(rule.schedule, at, previous)), replayOf: null,
  });
}

async function fireBatch(client: Pick<ClientBase, "query">, now: Date | null): Promise<{ claimed: number; started: number }> {
  const { rows } = await client.query<Due>({ name: "claim-schedules", text: claim, values: [now] });
  if (rows.length === 0) return { claimed: 0, started: 0 };
  const planned = rows.map(plan);
  const all = planned.flatMap(occurrencesOfPlan);
  const fresh = new Set<string | null>();
  if (all.length > 0) {
    const recorded = await client.query<{ run_id: string | null }>({
      name: "record-occurrences",
      text: record,
      values: [
        all.map(({ due }) => due.workspaceId), all.map(({ due }) => due.flowId), all.map(({ at }) => new Date(at)), all.map(({ status }) => status),
        all.map(({ through }) => (through === null ? null : new Date(through))), all.map(({ run }) => run),
      ],
    });
    for (const row of recorded.rows) fresh.add(row.run_id);
  }
  const starting = all.filter(({ run }) => run !== null && fresh.has(run));
  for (const occurrence of starting) await startRun(client, occurrence);
  await client.query({
    name: "advance-schedules",
    text: advance,
    values: [planned.map(({ due }) => due.workspaceId), planned.map(({ due }) => due.flowId), planned.map(({ next }) => (next === null ? null : new Date(next)))],
  });
  return { claimed: rows.length, started: starting.length };
}

/**
 * Starts what schedules have due, until nothing is left: occurrence, run and the schedule's next time are one
 * transaction, so a crash at any point and any number of workers start each occurrence once. Returns how many runs.
 * @param now stands for the database's clock.
 */
export async function fireDue(now: Date | null = null): Promise<number> {
  let total = 0;
  for (;;) {
    const { claimed, started } = await transaction((client) => fireBatch(client, now));
    total += started;
    if (started > 0) runtime().driver.wake();
    if (claimed === 0) return total;
  }
}
