"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { alertsQuery } from "#lib/client/queries/alerts.ts";
import { OpenAlert } from "./open-alert.tsx";

/** What is wrong now. `watched`: there is a rule that is not paused, so that nothing means that all is well. */
export function OpenAlertsSection({ watched }: { watched: boolean }) {
  const { slug } = useWorkspace();
  const list = useInfiniteQuery(alertsQuery(slug, "open", 50));
  const alerts = list.data?.pages.flatMap((page) => page.alerts) ?? [];
  const names = useMemberNames(alerts.flatMap(({ muted }) => (muted === null ? [] : [muted.by])));
  return (
    <section className="sec" aria-labelledby="open-alerts">
      <div className="sec-head"><h2 id="open-alerts">Open</h2></div>
      {list.isPending ? <Skeleton label="Reading open alerts" /> : null}
      {list.isError && !list.data ? <ErrorState title="The open alerts did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.isError && list.data ? <p className="small" role="status"><StatusLabel mark="warning">Not answering now; this may be old.</StatusLabel></p> : null}
      {list.data && alerts.length === 0 ? <p>{watched ? <StatusLabel mark="success">Nothing is wrong that a rule watches for.</StatusLabel> : "Nothing is open, and no rule watches."}</p> : null}
      {alerts.length > 0 ? <ul className="al-list">{alerts.map((alert) => <OpenAlert key={alert.id} alert={alert} mutedBy={alert.muted === null ? "" : starterInWords(alert.muted.by, names)} />)}</ul> : null}
      {list.hasNextPage ? <div><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button></div> : null}
    </section>
  );
}
