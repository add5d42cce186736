import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { AlertNotice } from "#lib/contracts/alerts.schema.ts";

const kindWords: Record<AlertNotice["kind"], { done: string; open: string; after: string }> = {
  opened: { done: "Told", open: "tell", after: "" },
  reminder: { done: "Reminded", open: "remind", after: "" },
  recovered: { done: "Told", open: "tell", after: " that it is over" },
  test: { done: "Tried", open: "try", after: "" },
};

function NoticeLine({ notice }: { notice: AlertNotice }) {
  const { slug } = useWorkspace();
  const { done, open, after } = kindWords[notice.kind];
  if (notice.state === "sent") {
    return <span className="muted">{done} {notice.run === null ? notice.recipient : <Link href={`/w/${slug}/runs/${notice.run}`}>{notice.recipient}</Link>}{after}, <Moment iso={notice.sentAt ?? notice.createdAt} /></span>;
  }
  const could = `Could not ${open} ${notice.recipient}${after}`;
  if (notice.state === "given_up") return <StatusLabel mark="failed"><span>{could}, given up after {notice.attempts} {notice.attempts === 1 ? "try" : "tries"}: {notice.error}</span></StatusLabel>;
  if (notice.error === null) return <StatusLabel mark="running"><span>About to {open} {notice.recipient}{after}</span></StatusLabel>;
  return <StatusLabel mark="warning"><span>{could}: {notice.error} {notice.nextAt === null ? null : <>Next try <Moment iso={notice.nextAt} />.</>}</span></StatusLabel>;
}

/** What became of notices, one a line; nothing when there are none. */
export function NoticeLines({ notices }: { notices: readonly AlertNotice[] }) {
  if (notices.length === 0) return null;
  return <ul className="al-notices small">{notices.map((notice) => <li key={notice.id}><NoticeLine notice={notice} /></li>)}</ul>;
}
