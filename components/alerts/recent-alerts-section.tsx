"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type MemberNames, starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { Moment } from "#components/ui/moment.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { alertsQuery } from "#lib/client/queries/alerts.ts";
import type { Alert } from "#lib/contracts/alerts.schema.ts";
import { NoticeLines } from "./notice-lines.tsx";

function endWords({ endedBy, what }: Alert, names: MemberNames): string {
  if (endedBy === "flow_deleted") return "The flow was deleted";
  if (endedBy === "rule_changed") return "The rule no longer watches it";
  if (endedBy === null || endedBy === "recovered") return what === "failed" ? "A run succeeded" : "Over by itself";
  return `Resolved by ${starterInWords(endedBy, names)}`;
}

function Row({ alert, names }: { alert: Alert; names: MemberNames }) {
  const { slug } = useWorkspace();
  const missed = alert.notices.filter(({ state }) => state !== "sent");
  return (
    <tr>
      <td className="wide break">{alert.lastRun === null ? alert.title : <Link href={`/w/${slug}/runs/${alert.lastRun}`}>{alert.title}</Link>}<NoticeLines notices={missed} /></td>
      <td className="muted" data-label="from"><Moment iso={alert.since} /></td>
      <td className="muted" data-label="for">{alert.endedAt === null ? "" : formatDuration(Date.parse(alert.endedAt) - Date.parse(alert.since))}</td>
      <td className="muted" data-label="runs">{alert.count === 0 ? "none" : alert.count.toLocaleString("en")}</td>
      <td className="muted wide">{endWords(alert, names)}</td>
    </tr>
  );
}

/** What was wrong of late; kept for 90 days. Nothing is drawn before the first alert is over. */
export function RecentAlertsSection() {
  const { slug } = useWorkspace();
  const list = useInfiniteQuery(alertsQuery(slug, "over", 20));
  const alerts = list.data?.pages.flatMap((page) => page.alerts) ?? [];
  const names = useMemberNames(alerts.flatMap(({ endedBy }) => (endedBy === null ? [] : [endedBy])));
  if (list.isError && !list.data) return <section className="sec"><ErrorState title="The alerts that are over did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState></section>;
  if (alerts.length === 0) return null;
  return (
    <section className="sec" aria-labelledby="recent-alerts">
      <div className="sec-head"><h2 id="recent-alerts">Over</h2><p className="muted">Kept for 90 days.</p></div>
      <table className="tbl stack-tbl">
        <caption className="vh">Alerts that are over, newest first</caption>
        <thead><tr><th>What was wrong</th><th>From</th><th>For</th><th>Runs</th><th>End</th></tr></thead>
        <tbody>{alerts.map((alert) => <Row key={alert.id} alert={alert} names={names} />)}</tbody>
      </table>
      {list.hasNextPage ? <div><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button></div> : null}
    </section>
  );
}
