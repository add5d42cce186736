"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { runKeys, runQuery } from "#lib/client/queries/runs.ts";
import { RequestError } from "#lib/client/request.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import { RunPage } from "./run-page.tsx";
import { isFinal } from "./run-words.ts";

/** Reads one run and keeps it up to date until it is over. */
export function RunScreen({ run: id }: { run: string }) {
  const { slug } = useWorkspace();
  const client = useQueryClient();
  const run = useQuery(runQuery(slug, id));
  const missing = run.error instanceof RequestError && run.error.status === 404;
  const isLost = useLiveRuns({
    workspace: slug,
    run: id,
    everyMs: 300,
    // A region moves on without a step changing its state.
    pollMs: run.data?.regions.some((region) => region.status === "running") ? 1_000 : 10_000,
    enabled: run.data === undefined ? run.isError && !missing : !isFinal(run.data.status),
    onChange: () => client.invalidateQueries({ queryKey: runKeys.detail(slug, id) }, { throwOnError: true }),
  });
  if (run.data) return <RunPage run={run.data} isLost={isLost} />;
  return (
    <main id="page" className="pg">
      <header className="pg-head"><Link className="faint" href={`/w/${slug}/runs`}>Runs</Link><span className="faint">/</span><h1 className="rn-title">Run</h1></header>
      {run.isPending ? (
        <Skeleton label="Reading the run" rows={6} />
      ) : missing ? (
        <ErrorState title="There is no such run">
          It was deleted, or it belongs to another workspace. <Link href={`/w/${slug}/runs`}>Go to runs</Link>
        </ErrorState>
      ) : (
        <ErrorState title="The run did not load" onRetry={() => void run.refetch()}>{errorText(run.error)}</ErrorState>
      )}
    </main>
  );
}
