import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { AlertNotice } from "#lib/contracts/alerts.schema.ts";

const kindWords: Record<AlertNotice["kind"], string> = { opened: "told", reminder: "reminded", recovered: "told that it is over", test: "tried" };

function NoticeLine({ notice }: { notice: AlertNotice }) {
  const { slug } = useWorkspace();
  const who = notice.run === null ? notice.recipient : <Link href={`/w/${slug}/runs/${notice.run}`}>{notice.recipient}</Link>;
  if (notice.state === "sent") return <span className="muted">{who} {kindWords[notice.kind]} <Moment iso={notice.sentAt ?? notice.createdAt} /></span>;
  if (notice.state === "given_up") return <StatusLabel mark="failed"><span>{notice.recipient} could not be {kindWords[notice.kind]}, given up after {notice.attempts} {notice.attempts === 1 ? "try" : "tries"}: {notice.error}</span></StatusLabel>;
  if (notice.error === null) return <StatusLabel mark="running"><span>{notice.recipient} is being {kindWords[notice.kind]}</span></StatusLabel>;
  return <StatusLabel mark="warning"><span>{notice.recipient} could not be {kindWords[notice.kind]}: {notice.error} {notice.nextAt === null ? "" : <>Next try <Moment iso={notice.nextAt} />.</>}</span></StatusLabel>;
}

/** What became of notices, one a line; nothing when there are none. */
export function NoticeLines({ notices }: { notices: readonly AlertNotice[] }) {
  if (notices.length === 0) return null;
  return <ul className="al-notices small">{notices.map((notice) => <li key={notice.id}><NoticeLine notice={notice} /></li>)}</ul>;
}
