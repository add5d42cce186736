import { type RedriveRow, redriveStates } from "#db/queries/redrives.ts";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import type { RunFilterInput } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { database } from "../database.ts";

export function redriveNotFound(): AppError {
  return new AppError("not_found", "There is no such redrive in this workspace.");
}

/** With how their runs stand, in one query. */
export async function redriveAnswers(workspaceId: string, rows: readonly RedriveRow[]): Promise<Redrive[]> {
  const states = await redriveStates(database(), workspaceId, rows.map(({ id }) => id));
  return rows.map((row) => {
    const own = states.filter(({ redrive }) => redrive === row.id);
    const count = (...statuses: string[]): number => own.filter(({ status }) => statuses.includes(status)).reduce((sum, one) => sum + one.count, 0);
    const { repeatable: _, key, ...rest } = row.filter;
    // A business key is a value: it is said that there was one.
    const filter = key === undefined ? rest : { ...rest, key: hiddenMark };
    return {
      id: row.id, status: row.status, filter: filter as RunFilterInput, from: row.from, version: row.version, rate: row.rate, total: row.total, started: row.started,
      runs: { open: count("queued", "running", "waiting"), succeeded: count("succeeded"), failed: count("failed"), cancelled: count("cancelled") },
      refused: Object.entries(row.refused).map(([reason, times]) => ({ reason, count: times })),
      startedBy: row.startedBy, createdAt: row.createdAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null,
    };
  });
}
