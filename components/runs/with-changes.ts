import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { timeOfId } from "#lib/ids.ts";

export type ListRow = { kind: "run"; run: Run } | { kind: "changes"; changes: FlowChange[] };

/**
 * Runs and changes, both newest first, as one list: what was changed between two runs stands between them. What is older
 * than the last run is left out while there are older runs to come (`hasMore`).
 */
export function withChanges(runs: readonly Run[], changes: readonly FlowChange[], hasMore: boolean): ListRow[] {
  const rows: ListRow[] = [];
  let next = 0;
  const take = (after: number): void => {
    const first = next;
    while (next < changes.length && timeOfId(changes[next]?.id ?? "") >= after) next += 1;
    if (next > first) rows.push({ kind: "changes", changes: changes.slice(first, next) });
  };
  for (const run of runs) {
    take(timeOfId(run.id));
    rows.push({ kind: "run", run });
  }
  if (!hasMore) take(0);
  return rows;
}
