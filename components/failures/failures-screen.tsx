"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { RunsHead } from "#components/runs/runs-head.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { failureKeys, failuresQuery } from "#lib/client/queries/failures.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import type { FailureGroup } from "#lib/contracts/failures.schema.ts";
import { FailureRow } from "./failure-row.tsx";
import { RedriveDialog } from "./redrive-dialog.tsx";
import { RedriveList } from "./redrive-list.tsx";

type Shown = FailureGroup["state"] | "all";

const none: Record<Shown, string> = {
  open: "Runs that fail in the same way stand together here: how often, since when, and one button that does exactly the failed work again.",
  muted: "No group of failures is muted.", resolved: "No group of failures is marked as resolved.", all: "Runs that fail in the same way stand together here.",
};

/** Failed runs by cause, and what was done about them. */
export function FailuresScreen() {
  const { slug, may } = useWorkspace();
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown>("open");
  const [isRedriving, setIsRedriving] = useState(false);
  const failures = useQuery(failuresQuery(slug));
  const isLost = useLiveRuns({ workspace: slug, everyMs: 1_000, onChange: () => client.invalidateQueries({ queryKey: failureKeys.groups(slug) }) });
  const all = failures.data ?? [];
  const groups = all.filter(({ state }) => shown === "all" || state === shown);
  const count = (state: FailureGroup["state"]) => all.filter((group) => group.state === state).length;
  const left = groups.reduce((sum, group) => sum + group.left, 0);
  return (
    <main id="page" className="pg">
      <RunsHead isLost={isLost} />
      <div className="rl-bar">
        <Segmented
          label="State"
          value={shown}
          segments={[{ value: "open", face: `Open ${count("open")}` }, { value: "muted", face: `Muted ${count("muted")}` }, { value: "resolved", face: `Resolved ${count("resolved")}` }, { value: "all", face: "All" }]}
          onValue={setShown}
        />
        <span className="grow" />
        <Link className="link small" href={`/w/${slug}/alerts`} prefetch={false}>Be told of failures</Link>
        {shown === "open" && groups.length > 1 && left > 0 && may("runs:start") ? <Button onClick={() => setIsRedriving(true)}>Redrive all failed runs</Button> : null}
      </div>
      {failures.isPending ? <Skeleton label="Reading failures" rows={4} /> : null}
      {failures.isError && !failures.data ? <ErrorState title="The failures did not load" onRetry={() => void failures.refetch()}>{errorText(failures.error)}</ErrorState> : null}
      {failures.data && groups.length === 0 ? <EmptyState title={shown === "open" ? "Nothing fails" : "None"}>{none[shown]}</EmptyState> : null}
      {groups.length > 0 ? <ul className="fl-list" aria-label="Failures by cause">{groups.map((group) => <FailureRow key={`${group.flow.id} ${group.fingerprint}`} group={group} />)}</ul> : null}
      <RedriveList />
      {isRedriving ? <RedriveDialog title="Redrive all failed runs" filter={{ kind: "live", status: "failed" }} onClose={() => setIsRedriving(false)} /> : null}
    </main>
  );
}
