import type { Pool } from "pg";
import type { Logger } from "pino";
import type { RunDriver } from "#lib/server/engine/run-driver.ts";
import { createWaker } from "../embedded/waker.ts";
import { readServerHealth } from "./server-health.ts";

const enqueueText = `
insert into inngest_runs (workspace_id, run_id, pattern, part)
select * from unnest($1::text[], $2::text[], $3::text[], $4::smallint[])
on conflict (workspace_id, run_id) do update
set part = excluded.part, round = inngest_runs.round + 1, is_told = false, is_begun = false, silences = 0, due_at = clock_timestamp()
where inngest_runs.part < excluded.part`;

const wakeText = `
update inngest_runs set is_woken = true, tries = 0, due_at = clock_timestamp()
where workspace_id = $1 and run_id = any($2::text[])`;

const forgiveText = "update inngest_runs set crashes = 0 where workspace_id = $1 and run_id = $2 and part = $3 and crashes > 0";

/** Runs wait in this database until a worker has told an Inngest server of them. */
export function serverDriver(pool: Pool, log: Logger): RunDriver {
  return {
    kind: "inngest",
    async enqueue(client, runs) {
      if (runs.length === 0) return;
      const values = [runs.map((run) => run.workspaceId), runs.map((run) => run.runId), runs.map((run) => run.pattern), runs.map((run) => run.part ?? 1)];
      await client.query({ name: "inngest-enqueue", text: enqueueText, values });
    },
    async wakeRuns(client, workspaceId, runs) {
      if (runs.length > 0) await client.query({ name: "inngest-wake", text: wakeText, values: [workspaceId, runs.map(({ runId }) => runId)] });
    },
    async gotOn({ workspaceId, runId, part }) {
      await pool.query({ name: "inngest-forgive", text: forgiveText, values: [workspaceId, runId, part] });
    },
    wake: createWaker(pool, log),
    health: () => readServerHealth(pool),
  };
}
