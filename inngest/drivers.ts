import type { Logger } from "pino";
import type { Pool } from "pg";
import type { RunDriver, RunRequest } from "#lib/server/engine/run-driver.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { InngestEnv } from "#lib/launch/env.ts";
import { appId } from "./client.ts";
import { enqueueRuns, type NewRun } from "./embedded/enqueue.ts";
import { findUnknown } from "./embedded/find-unknown.ts";
import { forgiveCrashes } from "./embedded/forgive-crashes.ts";
import { handBackJob } from "./embedded/hand-back-job.ts";
import { countedJobs, readHealth } from "./embedded/health.ts";
import { listJobs } from "./embedded/list-jobs.ts";
import { countedInGroup, listGroups, listQuarantined, listWorkers } from "./embedded/view-queue.ts";
import { wakeRuns } from "./embedded/wake-runs.ts";
import { createWaker } from "./embedded/waker.ts";
import { runRequested } from "./events.ts";
import { serverDriver } from "./server/server-driver.ts";

/** CDC regions are batches without an end. */
const functionOf: Record<Pattern, string> = { event: `${appId}-event`, sync: `${appId}-sync`, batch: `${appId}-batch`, cdc: `${appId}-batch` };

/** The executor's id of a run's nth function run; `runOf` reads it back. */
function engineId(runId: string, part: number): string {
  return part === 1 ? runId : `${runId}~${part}`;
}

export function runOf(engineRunId: string): string {
  return engineRunId.split("~", 1)[0] ?? engineRunId;
}

/** A run as the embedded executor knows it. */
export function engineRun({ runId, workspaceId, pattern, part = 1 }: RunRequest): NewRun {
  const id = engineId(runId, part);
  return { id, functionId: functionOf[pattern], event: { name: runRequested(pattern), id, ts: Date.now(), data: { runId, workspaceId, pattern, part } }, group: workspaceId };
}

/** The driver that the configuration asks for (SEMANTICS sync-1). */
export function createDriver(inngest: InngestEnv, pool: Pool, log: Logger): RunDriver {
  return inngest.mode === "embedded" ? embeddedDriver(pool, log) : serverDriver(pool, log);
}

/** Runs wait in this database for the embedded executor of some worker. */
export function embeddedDriver(pool: Pool, log: Logger): RunDriver {
  return {
    kind: "embedded",
    async enqueue(client, runs) {
      await enqueueRuns(client, runs.map(engineRun));
    },
    async wakeRuns(client, _, runs) {
      await wakeRuns(client, runs.map(({ runId, part }) => engineId(runId, part)));
    },
    async gotOn({ runId, part }) {
      await forgiveCrashes(pool, engineId(runId, part));
    },
    wake: createWaker(pool, log),
    async health() {
      const { leased, later, oldestDueMs, workersAlive, failed: _failed, ...rest } = await readHealth(pool);
      return { ...rest, running: leased, sleeping: later, oldestDueMs: Math.round(oldestDueMs ?? 0), workers: workersAlive, countedTo: countedJobs };
    },
    queue: {
      workers: () => listWorkers(pool),
      async groups() {
        const groups = await listGroups(pool);
        return { countedTo: countedInGroup, groups: groups.map(({ group, due, later, leased, oldestDueMs }) => ({ workspaceId: group, due, sleeping: later, running: leased, oldestDueMs })) };
      },
      async quarantined() {
        const runs = await listQuarantined(pool);
        return runs.map(({ runId, group, endedAt }) => ({ runId: runOf(runId), workspaceId: group, at: endedAt }));
      },
      async jobs({ state, workspaceId, after, limit }) {
        const jobs = await listJobs(pool, { state: state === "sleeping" ? "later" : state, group: workspaceId, after: after && { ...after, runId: after.job }, limit });
        return jobs.map(({ runId, group, ...job }) => ({ ...job, job: runId, runId: runOf(runId), workspaceId: group }));
      },
      async handBack(client, { job, key, fence }) {
        const released = await handBackJob(client, { runId: job, key, fence });
        return released && { workspaceId: released.group, runId: runOf(released.runId) };
      },
    },
  };
}

const page = 1_000;
const unfinished = `
select workspace_id as "workspaceId", id as "runId", pattern, part from runs
where finished_at is null and (workspace_id, id) > ($1, $2) order by workspace_id, id limit ${page}`;

/** Runs that were begun under an Inngest server go on under the embedded executor. Returns how many. */
export async function adoptRuns(pool: Pool, driver: RunDriver): Promise<number> {
  let last = { workspaceId: "", runId: "" };
  for (let adopted = 0; ; ) {
    const { rows } = await pool.query<Required<RunRequest>>({ name: "unfinished-runs", text: unfinished, values: [last.workspaceId, last.runId] });
    const unknown = new Set(await findUnknown(pool, rows.map(({ runId, part }) => engineId(runId, part))));
    const lost = rows.filter(({ runId, part }) => unknown.has(engineId(runId, part)));
    await driver.enqueue(pool, lost);
    adopted += lost.length;
    last = rows.at(-1) ?? last;
    if (rows.length < page) return adopted;
  }
}
