import type { Pattern } from "#lib/flow/pattern.ts";
import type { Json } from "#lib/json.ts";
import { isClassified, isExplained, toRunError } from "../engine/describe-error.ts";
import { isDatabaseAway } from "../database-away.ts";
import type { Limits } from "../events/limits.ts";
import type { KeepDays } from "../retention/bucket.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { keptPoll, pollIdentity, readFrom } from "./poll-settings.ts";
import { readList } from "./read-list.ts";
import { type Poll, takePage } from "./take-page.ts";

/** As long as one worker may be at one page; then another one may go on. */
const leaseMs = 90_000;
const soonestRetryMs = 5_000;

interface Row {
  workspaceId: string;
  flowId: string;
  version: number;
  pattern: Pattern;
  limits: Limits | null;
  keepDays: KeepDays;
  settings: { [key: string]: unknown };
}

/** One poll that is due by the database's clock, held for a page's time. */
const claim = `
with due as (
  select id from subscriptions where kind = 'poll' and status = 'active' and next_at <= clock_timestamp() order by next_at limit 1 for update skip locked
)
update subscriptions s set next_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond' from due, flows f where s.id = due.id and f.id = s.flow_id
returning s.workspace_id as "workspaceId", s.flow_id as "flowId", s.version, s.pattern, s.settings->'limits' as limits, f.keep_days as "keepDays", s.settings`;

/** Held longer; not once it was published anew or paused meanwhile. */
const hold = "update subscriptions set next_at = clock_timestamp() + $4 * interval '1 millisecond' where workspace_id = $1 and flow_id = $2 and version = $3 and kind = 'poll' and status = 'active'";

const state = "select cursor, polled_at as \"polledAt\", failures from poll_states where workspace_id = $1 and flow_id = $2 and identity = $3";

const done = `
insert into poll_states (workspace_id, flow_id, identity, polled_at, failures, problem) values ($1, $2, $3, clock_timestamp(), 0, null)
on conflict (workspace_id, flow_id, identity) do update set polled_at = excluded.polled_at, failures = 0, problem = null`;

const failed = `
insert into poll_states (workspace_id, flow_id, identity, failures, problem) values ($1, $2, $3, 1, $4)
on conflict (workspace_id, flow_id, identity) do update set failures = poll_states.failures + 1, problem = excluded.problem returning failures`;

/** For alerts on failures, as if a run had ended. */
const signal = `
insert into alert_signals (workspace_id, flow_id, kind, run_id, ms, at)
select $1, $2, $3, null, 0, clock_timestamp() where exists (select 1 from alert_rules r where r.workspace_id = $1 and r.what = 'failed' and r.paused_at is null)`;

async function ask(row: Row, poll: Poll, abort: AbortSignal): Promise<void> {
  const { pool, driver } = runtime();
  const key = [row.workspaceId, row.flowId, pollIdentity(poll.settings)];
  const [before] = (await pool.query<{ cursor: Json; polledAt: Date | null; failures: number }>({ name: "poll-state", text: state, values: key })).rows;
  // Until one whole answer was remembered, "from now on" has not begun.
  const publishes = poll.settings.first === "all" || (before?.polledAt ?? null) !== null;
  let items = 0;
  let fresh = 0;
  for await (const page of readList(row.workspaceId, poll.settings, readFrom(before?.cursor ?? null, poll.settings.overlapMs), abort)) {
    items += page.records.length;
    const seen = { records: page.records, cursor: page.cursor, items, fresh, publishes };
    const taken = await transaction(async (client) => {
      const held = await client.query({ name: "hold-poll", text: hold, values: [row.workspaceId, row.flowId, row.version, leaseMs] });
      return held.rowCount === 1 ? await takePage(client, poll, seen) : null;
    });
    if (taken === null) return;
    if (taken.started > 0) driver.wake();
    fresh = taken.fresh;
  }
  await transaction(async (client) => {
    await client.query({ name: "poll-done", text: done, values: key });
    if ((before?.failures ?? 0) > 0) await client.query({ name: "poll-signal", text: signal, values: [row.workspaceId, row.flowId, "succeeded"] });
    await client.query({ name: "hold-poll", text: hold, values: [row.workspaceId, row.flowId, row.version, poll.settings.everyMs] });
  });
}

/** What went wrong is kept and told; it asks again after a wait that grows, up to its interval. */
async function fail(row: Row, poll: Poll, error: unknown): Promise<void> {
  if (!isExplained(error)) runtime().log.error({ err: error, flow: row.flowId }, "poll.fault");
  const { code, message } = toRunError(error, "", 1);
  const wanted = isClassified(error) ? (error.retryAfterMs ?? 0) : 0;
  await transaction(async (client) => {
    const { rows } = await client.query<{ failures: number }>({ name: "poll-failed", text: failed, values: [row.workspaceId, row.flowId, pollIdentity(poll.settings), `${message} (${code})`] });
    const wait = Math.max(wanted, Math.min(poll.settings.everyMs, soonestRetryMs * 2 ** Math.min(20, (rows[0]?.failures ?? 1) - 1)));
    await client.query({ name: "poll-signal", text: signal, values: [row.workspaceId, row.flowId, "failed"] });
    await client.query({ name: "hold-poll", text: hold, values: [row.workspaceId, row.flowId, row.version, wait] });
  });
}

/** Asks for every poll that is due, one after the other; of several workers one at a time for each. Returns how many. */
export async function pollDue(abort: AbortSignal = new AbortController().signal): Promise<number> {
  for (let total = 0; ; total += 1) {
    abort.throwIfAborted();
    const [row] = (await runtime().pool.query<Row>({ name: "claim-poll", text: claim })).rows;
    if (!row) return total;
    const settings = keptPoll(row.settings);
    if (!settings) continue;
    const { workspaceId, flowId, version, pattern, limits, keepDays } = row;
    const poll: Poll = { workspaceId, settings, subscriber: { flowId, version, pattern, limits, keepDays, status: "active" } };
    try {
      await ask(row, poll, abort);
    } catch (error) {
      if (abort.aborted || isDatabaseAway(error)) throw error;
      await fail(row, poll, error);
    }
  }
}
