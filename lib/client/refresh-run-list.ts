import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { mergeRuns, type RunPage } from "#lib/client/merge-runs.ts";
import { type RunFilter, runKeys } from "#lib/client/queries/runs.ts";
import { request } from "#lib/client/request.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";

/** Older rows that changed are read one by one; more than this many at once wait for the next reading of the list. */
const singles = 8;

/** Whether a run that is shown still belongs there; what a run does not change while it is kept is not looked at. */
function matches(run: Run, filter: RunFilter): boolean {
  return run.kind === (filter.kind ?? "live") && (filter.status === undefined || run.status === filter.status) && (filter.flow === undefined || run.flow.id === filter.flow)
    && (filter.tag === undefined || run.tags.includes(filter.tag)) && (filter.left !== "true" || run.replayedBy === null);
}

/** Brings a loaded list up to date with one read of its first page, however many pages are loaded. */
export async function refreshRunList(client: QueryClient, workspace: string, filter: RunFilter, changed: readonly string[]): Promise<void> {
  const queryKey = runKeys.list(workspace, filter);
  const loaded = client.getQueryData<InfiniteData<RunPage, string | null>>(queryKey);
  if (!loaded) return void (await client.refetchQueries({ queryKey }, { throwOnError: true }));
  const fresh = await request("GET /api/v1/runs", { ...filter });
  const inFresh = new Set(fresh.runs.map((run) => run.id));
  const shown = new Set(loaded.pages.flatMap((page) => page.runs.map((run) => run.id)));
  const older = changed.filter((id) => shown.has(id) && !inFresh.has(id)).slice(0, singles);
  const read = await Promise.all(older.map((run) => request("GET /api/v1/runs/{run}", { run }).catch(() => null)));
  client.setQueryData<InfiniteData<RunPage, string | null>>(queryKey, (list) => {
    if (!list) return list;
    const updated = new Map(read.flatMap((run) => (run === null ? [] : [[run.id, matches(run, filter) ? run : null] as const])));
    return mergeRuns(list, fresh, updated);
  });
}
