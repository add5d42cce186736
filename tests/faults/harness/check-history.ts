import { unpackPayload } from "#lib/server/payloads/pack-payload.ts";
import { nodeId } from "#tests/support/build-document.ts";
import type { Effect } from "./effect-server.ts";
import type { Lab, LabFlow } from "./lab.ts";
import { violations } from "./watch-history.ts";

/** What a history came to; all of `lost`, `dupRuns`, `missing`, `dupResults`, `foreign` and `violations` have to be empty or 0. */
export interface History {
  acked: number;
  runs: number;
  /** Acknowledged, and without a run that ended well. */
  lost: number;
  /** Runs beyond one an event, and events beyond one a number. */
  dupRuns: number;
  results: number;
  /** Steps that should have a result and have none. */
  missing: number;
  /** Results that were recorded twice with different values, as later steps saw them. */
  dupResults: number;
  /** Results, and values passed on, that the outside world never gave; keys that changed. */
  foreign: number;
  effects: number;
  /** Calls beyond one a step: the price of "at least once". */
  dupEffects: number;
  /** How attempts ended, with the reason of those that failed. */
  attempts: Record<string, number>;
  unheld: number;
  violations: Record<string, number>;
}

interface Row {
  event: string;
  run: string;
  status: string;
  steps: { node: string; status: string; output: string | null }[] | null;
}

const statement = `
select r.event_id as event, r.id as run, r.status,
  (select json_agg(json_build_object('node', s.node_id, 'status', s.status, 'output', s.output)) from step_runs s where s.workspace_id = r.workspace_id and s.run_id = r.id) as steps
from runs r where r.workspace_id = $1 and r.flow_id = $2`;

/**
 * R34: compares what was acknowledged, what is recorded, and what the outside world saw of one flow whose steps are
 * chained (`flows.ts`). `acked` is by number; `steps` are the calls that each run makes.
 */
export async function checkHistory(lab: Lab, flow: LabFlow, acked: ReadonlyMap<number, string>, steps: readonly string[]): Promise<History> {
  const rows = (await lab.pool.query<Row>(statement, [flow.workspaceId, flow.id])).rows;
  const byEvent = Map.groupBy(rows, (row) => row.event);
  const numbers = new Map([...acked].map(([n, event]) => [event, n]));
  const effects = lab.effects.read().filter((effect) => acked.has(effect.n) && steps.includes(effect.step));
  const calls = Map.groupBy(effects, (effect) => `${effect.n} ${effect.step}`);
  const outputs = await readOutputs(lab, flow, rows);
  const history: History = {
    acked: acked.size, runs: rows.length, results: 0, lost: 0, dupRuns: 0, missing: 0, dupResults: 0, foreign: 0,
    effects: effects.length, dupEffects: effects.length - calls.size, attempts: await readAttempts(lab, flow), unheld: lab.leases.unheld.size, violations: await violations(lab.pool),
  };
  history.dupRuns = rows.length - byEvent.size + Math.max(0, byEvent.size - acked.size);
  for (const event of acked.values()) if (byEvent.get(event)?.some((row) => row.status === "succeeded") !== true) history.lost += 1;
  for (const { event, steps: recorded, status } of rows) {
    const n = numbers.get(event);
    if (n === undefined || status !== "succeeded") continue;
    for (const step of steps) {
      const own = (recorded ?? []).filter((one) => one.node === nodeId(step));
      if (own.length !== 1 || own[0]?.status !== "succeeded") {
        history.missing += 1;
        continue;
      }
      history.results += 1;
      if (!calls.get(`${n} ${step}`)?.some((call) => call.nonce === outputs.get(own[0]?.output ?? ""))) history.foreign += 1;
    }
  }
  for (const [index, step] of steps.entries()) {
    for (const n of acked.keys()) judgeCalls(history, calls.get(`${n} ${step}`) ?? [], index === 0 ? null : (calls.get(`${n} ${steps[index - 1]}`) ?? []));
  }
  history.foreign += new Set(effects.map(({ key }) => key)).size - calls.size;
  return history;
}

/** All calls of one step carry one key and one value; that value is what the step before was answered with. */
function judgeCalls(history: History, calls: readonly Effect[], before: readonly Effect[] | null): void {
  if (new Set(calls.map(({ key }) => key)).size > 1) history.foreign += 1;
  const values = new Set(calls.map(({ prev }) => prev));
  if (values.size > 1) history.dupResults += 1;
  if (before === null) return;
  const given = new Set<string | null>(before.map(({ nonce }) => nonce));
  for (const value of values) if (!given.has(value)) history.foreign += 1;
}

async function readAttempts(lab: Lab, flow: LabFlow): Promise<Record<string, number>> {
  const { rows } = await lab.pool.query<{ ended: string; count: number }>(
    `select concat_ws(' ', a.status, a.error->>'code') as ended, count(*)::int as count from attempts a join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id
     where r.workspace_id = $1 and r.flow_id = $2 group by 1 order by 1`,
    [flow.workspaceId, flow.id],
  );
  return Object.fromEntries(rows.map(({ ended, count }) => [ended, count]));
}

async function readOutputs(lab: Lab, flow: LabFlow, rows: readonly Row[]): Promise<Map<string, string>> {
  const hashes = [...new Set(rows.flatMap(({ steps }) => (steps ?? []).flatMap(({ output }) => (output === null ? [] : [output]))))];
  const found = await lab.pool.query<{ hash: string; codec: "json" | "gzip"; body: Buffer }>("select hash, codec, body from payloads where workspace_id = $1 and hash = any($2::text[])", [flow.workspaceId, hashes]);
  return new Map(found.rows.map(({ hash, ...payload }) => [hash, (unpackPayload(payload) as { body?: { nonce?: string } }).body?.nonce ?? ""]));
}

/** What is wrong with a history, in words; nothing when it is as it must be. */
export function faultsOf(history: History): string[] {
  const counts = (["lost", "dupRuns", "missing", "dupResults", "foreign", "unheld"] as const).flatMap((name) => (history[name] === 0 ? [] : [`${name}: ${history[name]}`]));
  return [...counts, ...Object.entries(history.violations).map(([rule, count]) => `${rule}: ${count}`)];
}
