"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { auditQuery, membersQuery } from "#lib/client/queries/workspace.ts";
import type { AuditEntry, AuditKind } from "#lib/contracts/data-care.schema.ts";
import { auditInWords, type AuditNames } from "./audit-words.ts";

const kinds: readonly { value: AuditKind | ""; label: string }[] = [
  { value: "", label: "Everything" }, { value: "flows", label: "Flows" }, { value: "runs", label: "Runs" }, { value: "reveals", label: "Reveals" }, { value: "hiding", label: "Hidden fields" },
  { value: "connections", label: "Connections" }, { value: "alerts", label: "Alerts" }, { value: "templates", label: "Templates" }, { value: "people", label: "Members and API keys" },
];

/** Who did what in the workspace, newest first. */
export function AuditScreen() {
  const { slug, may, role } = useWorkspace();
  const [kind, setKind] = useState<AuditKind | "">("");
  const [actor, setActor] = useState("");
  const allowed = may("data:manage");
  const audit = useInfiniteQuery({ ...auditQuery(slug, { kind, actor }), enabled: allowed });
  const people = useQuery({ ...membersQuery(slug), enabled: allowed, staleTime: 60_000 }).data;
  const pages = audit.data?.pages ?? [];
  const entries = pages.flatMap((page) => page.entries);
  const found: AuditNames = Object.assign({}, ...pages.map((page) => page.names)) as AuditNames;
  const members = useMemberNames(entries.map((entry) => entry.actor));
  if (!allowed) return <section className="sec"><EmptyState title="The audit log is for admins">Your role, {role}, cannot see it.</EmptyState></section>;
  const actors = [
    { value: "", label: "Everyone" },
    ...(people?.members ?? []).map(({ userId, name }) => ({ value: `user:${userId}`, label: name })),
    ...(people?.keys ?? []).map(({ id, name }) => ({ value: `key:${id}`, label: `API key “${name}”` })),
  ];
  const isFiltered = kind !== "" || actor !== "";
  return (
    <section className="sec">
      <div className="sec-head"><h2>Audit log</h2><p className="muted">Who changed what, and who was shown a hidden value. Entries are only added.</p></div>
      <div className="row wrap au-bar">
        <Select aria-label="Done by" value={actor} options={actors} onValue={setActor} />
        <Select aria-label="What was done" value={kind} options={kinds} onValue={setKind} />
      </div>
      {audit.isPending ? <Skeleton label="Reading the audit log" /> : null}
      {audit.isError && !audit.data ? <ErrorState title="The audit log did not load" onRetry={() => void audit.refetch()}>{errorText(audit.error)}</ErrorState> : null}
      {audit.data && entries.length === 0 ? <EmptyState title={isFiltered ? "Nothing like this was done" : "Nothing yet"}>{kind === "reveals" ? "When somebody reveals a hidden value, it is listed here with the reason." : isFiltered ? "Choose everyone and everything to see the whole log." : "What is changed from now on is listed here."}</EmptyState> : null}
      {entries.length > 0 ? (
        <table className="tbl stack-tbl au-tbl">
          <caption className="vh">Audit log</caption>
          <thead><tr><th>When</th><th>Who</th><th>What</th><th>Details</th></tr></thead>
          <tbody>{entries.map((entry) => <Entry key={entry.id} entry={entry} home={`/w/${slug}`} names={found} who={whoDid(entry, found) ?? starterInWords(entry.actor, members)} />)}</tbody>
        </table>
      ) : null}
      {audit.hasNextPage ? <div className="row"><Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>Show more</Button></div> : null}
    </section>
  );
}

/** The log knows people who are members no longer, and who came by an invitation; null where the actor's own words do. */
function whoDid({ actor, action, details }: AuditEntry, names: AuditNames): string | null {
  if (actor.startsWith("user:")) return names[actor.slice("user:".length)]?.name ?? null;
  if (actor !== "anonymous") return null;
  const { user } = details;
  const invited = action === "invite.accept" && typeof user === "string" ? names[user]?.name : undefined;
  return invited ?? (action === "run.decide" ? "Somebody with the approval’s link" : null);
}

function Entry({ entry, home, names, who }: { entry: AuditEntry; home: string; names: AuditNames; who: string }) {
  const { did, object, more } = auditInWords(entry, names, home);
  return (
    <tr>
      <td className="muted"><Moment iso={entry.at} style="second" /></td>
      <td className="wide">{who}</td>
      <td className="wide">{did}{object === null ? null : <> {object.href === null ? <b>{object.name}</b> : <Link className="link" href={object.href} prefetch={false} title={entry.target ?? undefined}>{object.name}</Link>}</>}</td>
      <td className="wide small muted">{more}</td>
    </tr>
  );
}
