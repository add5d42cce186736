import type { ClientBase } from "pg";
import type { RunError } from "#lib/flow/run-error.ts";

export const signalsAtOnce = 2_000;

export interface AlertSignal {
  workspaceId: string;
  flowId: string;
  kind: "succeeded" | "failed" | "occurrence";
  runId: string | null;
  ms: number;
  at: Date;
  /** Of a failed run. */
  failure: { error: RunError | null; step: string | null } | null;
}

/** An occurrence that was late only because its flow was paused is none. */
const take = `
with gone as (
  delete from alert_signals where seq in (select seq from alert_signals order by seq limit ${signalsAtOnce}) returning *
)
select g.workspace_id as "workspaceId", g.flow_id as "flowId", g.kind, g.run_id as "runId", g.ms::float8 as ms, g.at
from gone g
where g.kind <> 'occurrence' or not exists (
  select from subscriptions s where s.workspace_id = g.workspace_id and s.flow_id = g.flow_id and s.updated_at > g.at
)
order by g.seq`;

/** Each version is read once for each step, however many runs failed there. */
const failures = `
with failed as (
  select r.workspace_id, r.id, r.flow_id, r.version, r.error, exists (
    select from failure_states s where s.workspace_id = r.workspace_id and s.flow_id = r.flow_id and s.fingerprint = r.fingerprint and s.status = 'muted'
  ) as muted
  from unnest($1::text[], $2::text[]) as k (workspace_id, id)
  join runs r on r.workspace_id = k.workspace_id and r.id = k.id
), steps as (
  select d.*, (
    select n->>'name' from flow_versions v, jsonb_array_elements(v.document->'nodes') n
    where v.workspace_id = d.workspace_id and v.flow_id = d.flow_id and v.number = d.version and n->>'id' = d.node limit 1
  ) as step
  from (select distinct workspace_id, flow_id, version, error->>'node' as node from failed where error ? 'node') d
)
select f.id as run, f.error, f.muted, s.step from failed f
left join steps s on s.workspace_id = f.workspace_id and s.flow_id = f.flow_id and s.version = f.version and s.node = f.error->>'node'`;

/** Takes what triggers have noted since the last look, in its order, failures of a muted cause aside, a bounded number at a time; they are gone with the transaction. */
export async function takeSignals(client: Pick<ClientBase, "query">): Promise<AlertSignal[]> {
  const taken = await client.query<Omit<AlertSignal, "failure">>({ name: "alerts-take-signals", text: take });
  const failed = taken.rows.filter(({ kind, runId }) => kind === "failed" && runId !== null);
  const known = new Map<string, NonNullable<AlertSignal["failure"]>>();
  const muted = new Set<string | null>();
  if (failed.length > 0) {
    const values = [failed.map(({ workspaceId }) => workspaceId), failed.map(({ runId }) => runId)];
    const found = await client.query<{ run: string; error: RunError | null; muted: boolean; step: string | null }>({ name: "alerts-failures", text: failures, values });
    for (const { run, error, step, muted: isMuted } of found.rows) {
      known.set(run, { error, step });
      if (isMuted) muted.add(run);
    }
  }
  return taken.rows.filter(({ runId }) => !muted.has(runId)).map((signal) => ({ ...signal, failure: signal.kind === "failed" ? (known.get(signal.runId ?? "") ?? { error: null, step: null }) : null }));
}
