import type { ClientBase } from "pg";
import { newId } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import { isPaced } from "../events/limits.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { admitPaced } from "./admit-paced.ts";
import { admitWhenDue } from "./admit-when-due.ts";
import type { LimitedFlow } from "./limited-flow.ts";
import { shareNext } from "./share-next.ts";
import { waitingKeys } from "./waiting-keys.ts";

const batch = 500;

/**
 * Of each key as many as its limit leaves, oldest first; keys are walked one index probe each, so that none waits for
 * another's queue. A key whose last run failed may be held up (SEMANTICS event-2).
 */
const statement = `
${waitingKeys}, free as (
  select k.key, $3 - coalesce(o.n, 0) as places from keys k left join open o on o.key = k.key where k.key is not null and coalesce(o.n, 0) < $3
), due as (
  select d.id, d.event_id, d.key, d.bucket, d.origin, d.payload, d.received_at, row_number() over (order by d.seq) as n
  from free f
  cross join lateral (
    select d.id, d.seq, d.event_id, d.key, d.bucket, d.origin, e.payload, e.received_at from deliveries d join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
    where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key = f.key order by d.seq limit f.places
  ) d
  where not $4 or coalesce((
    select r.status <> 'failed' or r.passed from runs r where r.workspace_id = $1 and r.flow_id = $2 and r.limit_key = f.key order by r.id desc limit 1
  ), true)
  order by d.seq limit ${batch}
), ids as (select id, n from unnest($5::text[]) with ordinality as i (id, n)),
started as (
  update deliveries d set status = 'started', run_id = ids.id from due join ids on ids.n = due.n where d.workspace_id = $1 and d.id = due.id
)
insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, event_id, input, limit_key, bucket, answer_by)
select $1, ids.id, $2, $6, $7, 'queued', coalesce(due.origin, ids.id), due.event_id, due.payload, due.key, due.bucket,
  due.received_at + (select (s.settings->'answer'->>'ms')::int from subscriptions s where s.workspace_id = $1 and s.flow_id = $2) * interval '1 millisecond' from due join ids on ids.n = due.n order by due.n
returning id`;

export interface Admitted {
  started: number;
  /** How long until time alone lets more begin; null when it does not. */
  nextMs: number | null;
}

/**
 * Starts what a flow's limits leave room for, in the caller's transaction; one at a time for each flow, so that a limit
 * is never passed, not even by one.
 */
export async function admitRuns(client: Pick<ClientBase, "query">, flow: LimitedFlow): Promise<Admitted> {
  const { workspaceId, flowId, version, pattern, limits } = flow;
  // A statement of its own, so that the next one sees what the holder before has committed.
  await client.query({ name: "lock-admission", text: "select pg_advisory_xact_lock(hashtextextended($1, 20260801))", values: [`${workspaceId}/${flowId}`] });
  if (isPaced(limits)) {
    const paced = await admitPaced(client, flow);
    await runtime().driver.enqueue(client, paced.started.map((runId) => ({ runId, workspaceId, pattern })));
    if (paced.nextMs !== null) admitWhenDue(flow, paced.nextMs, admitNext);
    return { started: paced.started.length, nextMs: paced.nextMs };
  }
  // The last run of a key is the one with the newest id, whichever process made it.
  const ids = Array.from({ length: batch }, () => newId("run", clock.now())).toSorted();
  const started = await client.query<{ id: string }>({ name: "admit-runs", text: statement, values: [workspaceId, flowId, limits.most, limits.blocks, ids, version, pattern] });
  await runtime().driver.enqueue(client, started.rows.map(({ id }) => ({ runId: id, workspaceId, pattern })));
  return { started: started.rows.length, nextMs: null };
}

const subscription = `
select workspace_id as "workspaceId", flow_id as "flowId", version, pattern, settings->'limits' as limits
from subscriptions where workspace_id = $1 and flow_id = $2 and status = 'active' and settings ? 'limits'`;

const admitOnce = shareNext(async (place) => {
  const [workspaceId, flowId] = place.split("/");
  const started = await transaction(async (client) => {
    const found = await client.query<LimitedFlow>({ name: "limited-flow", text: subscription, values: [workspaceId, flowId] });
    const flow = found.rows[0];
    return flow ? (await admitRuns(client, flow)).started : 0;
  });
  if (started > 0) runtime().driver.wake();
});

/** A run of a limited flow has ended, so that its place is free, or its time has come. What comes together is looked at together. */
export async function admitNext(workspaceId: string, flowId: string): Promise<void> {
  await admitOnce(`${workspaceId}/${flowId}`);
}

const waiting = `
select s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.pattern, s.settings->'limits' as limits, newest.seq as newest
from subscriptions s
cross join lateral (select d.seq from deliveries d where d.workspace_id = s.workspace_id and d.flow_id = s.flow_id and d.status = 'held' order by d.seq desc limit 1) newest
where s.status = 'active' and s.settings ? 'limits'`;

/** How long a flow is left alone that waits for time only, by this process's clock, unless something newer comes: that may be due sooner. */
const rests = new Map<string, number>();
const longestRestMs = 30_000;

/**
 * Should an end not have been told: what waits although there is room is started within the interval of this call; and
 * what waits for time when its time has come. Gives in how many milliseconds the next is due, if sooner than usual.
 */
export async function admitWaiting(): Promise<{ started: number; nextMs: number }> {
  const flows = await runtime().pool.query<LimitedFlow & { newest: string }>({ name: "waiting-flows", text: waiting });
  let total = 0;
  let nextMs = longestRestMs;
  const before = new Map(rests);
  rests.clear();
  for (const flow of flows.rows) {
    const rest = `${flow.workspaceId}/${flow.flowId}/${flow.version}/${flow.newest}`;
    const left = (before.get(rest) ?? 0) - performance.now();
    if (left > 0) {
      rests.set(rest, before.get(rest) ?? 0);
      nextMs = Math.min(nextMs, left);
      continue;
    }
    let admitted: Admitted;
    do {
      admitted = await transaction((client) => admitRuns(client, flow));
      total += admitted.started;
    } while (admitted.started === batch || (admitted.started > 0 && isPaced(flow.limits)));
    if (admitted.nextMs === null) continue;
    const wait = Math.min(admitted.nextMs, longestRestMs);
    rests.set(rest, performance.now() + wait);
    nextMs = Math.min(nextMs, wait);
  }
  if (total > 0) runtime().driver.wake();
  return { started: total, nextMs };
}
