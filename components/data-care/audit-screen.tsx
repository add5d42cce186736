"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { auditQuery } from "#lib/client/queries/workspace.ts";
import type { AuditEntry } from "#lib/contracts/data-care.schema.ts";
import { auditDetails, auditWords } from "./audit-words.ts";

const kinds = [{ value: "", face: "Everything" }, { value: "run.reveal", face: "Reveals" }] as const;

/** Who did what in the workspace, newest first. */
export function AuditScreen() {
  const { slug, may, role } = useWorkspace();
  const [kind, setKind] = useState<(typeof kinds)[number]["value"]>("");
  const allowed = may("data:manage");
  const audit = useInfiniteQuery({ ...auditQuery(slug, kind), enabled: allowed });
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  const names = useMemberNames(entries.map(({ actor }) => actor));
  if (!allowed) return <section className="sec"><EmptyState title="The audit log is for admins">Your role, {role}, cannot see it.</EmptyState></section>;
  return (
    <section className="sec">
      <div className="row wrap">
        <div className="sec-head grow"><h2>Audit log</h2><p className="muted">Who changed what, and who was shown a hidden value. Entries are only added.</p></div>
        <Segmented label="Entries" value={kind} segments={kinds} onValue={setKind} />
      </div>
      {audit.isPending ? <Skeleton label="Reading the audit log" /> : null}
      {audit.isError && !audit.data ? <ErrorState title="The audit log did not load" onRetry={() => void audit.refetch()}>{errorText(audit.error)}</ErrorState> : null}
      {audit.data && entries.length === 0 ? <EmptyState title={kind === "" ? "Nothing yet" : "No hidden value was revealed"}>{kind === "" ? "What is changed from now on is listed here." : "When somebody reveals one, it is listed here with the reason."}</EmptyState> : null}
      {entries.length > 0 ? (
        <table className="tbl stack-tbl au-tbl">
          <caption className="vh">Audit log</caption>
          <thead><tr><th>When</th><th>Who</th><th>What</th><th>Details</th></tr></thead>
          <tbody>{entries.map((entry) => <Entry key={entry.id} entry={entry} slug={slug} who={starterInWords(entry.actor, names)} />)}</tbody>
        </table>
      ) : null}
      {audit.hasNextPage ? <div className="row"><Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>Show more</Button></div> : null}
    </section>
  );
}

function Entry({ entry, slug, who }: { entry: AuditEntry; slug: string; who: string }) {
  const { target } = entry;
  return (
    <tr>
      <td className="muted"><Moment iso={entry.at} style="second" /></td>
      <td className="wide">{who}</td>
      <td className="wide">
        <b>{auditWords(entry.action)}</b>{" "}
        {target?.startsWith("run_") ? <Link className="data" href={`/w/${slug}/runs/${target}`} prefetch={false}>{target}</Link> : target?.startsWith("flow_") ? <Link className="data" href={`/w/${slug}/flows/${target}`} prefetch={false}>{target}</Link> : <span className="data muted">{target}</span>}
      </td>
      <td className="wide small muted">{auditDetails(entry)}</td>
    </tr>
  );
}
