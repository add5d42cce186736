import { findRunErrors } from "#db/queries/runs.ts";
import { workspaceNames } from "#db/queries/instance.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readQueue as contract } from "#lib/contracts/queue.schema.ts";
import type { UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demandInstanceAdmin } from "#lib/server/instance/demand-instance-admin.ts";
import { readQueue } from "#lib/server/instance/read-queue.ts";
import { readTotals } from "#lib/server/metrics/read-totals.ts";
import { runtime } from "#lib/server/runtime.ts";
import { keptQueue } from "./kept-queue.ts";

/** Counts, ids and names; nothing of what the jobs are about. */
export async function viewQueue(context: UserContext): Promise<AnswerOf<typeof contract>> {
  demandInstanceAdmin(context);
  const queue = keptQueue();
  const [health, workers, shares, setAside, totals] = await Promise.all([readQueue(), queue.workers(), queue.groups(), queue.quarantined(), readTotals(runtime().pool)]);
  if (health === null) throw new Error("Invariant broken: a driver with a queue knows its depth");
  const ids = [...shares.groups, ...setAside].map((entry) => entry.workspaceId);
  const [names, errors] = await Promise.all([workspaceNames(database(), ids), findRunErrors(database(), setAside)]);
  const workspace = (id: string) => ({ workspace: id, workspaceName: names.get(id) ?? null });
  const { databaseBytes: bytes, connections, maxConnections } = totals;
  const { workers: _alive, queued: _queued, ...depth } = health;
  return {
    depth,
    workers: workers.map(({ isAlive, startedAt, seenAt, ...worker }) => ({ ...worker, alive: isAlive, startedAt: startedAt.toISOString(), seenAt: seenAt.toISOString() })),
    groupsCountedTo: shares.countedTo,
    groups: shares.groups.map(({ workspaceId, ...share }) => ({ ...workspace(workspaceId), ...share })),
    quarantined: setAside.map(({ runId, workspaceId, at }) => {
      const error = errors.get(runId);
      // Any other end of the run has words of its own, which are the workspace's.
      return { ...workspace(workspaceId), run: runId, at: at.toISOString(), reason: error?.class === "quarantined" ? error.message : null };
    }),
    database: { bytes, connections, maxConnections },
  };
}
