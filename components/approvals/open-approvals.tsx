"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { openApprovalsQuery } from "#lib/client/queries/approvals.ts";

/** Shown at once; the rest is behind its own runs. */
const shown = 5;

/** Above the runs: what waits for somebody to decide. Nothing is drawn when nothing does. */
export function OpenApprovals({ flow }: { flow: string | undefined }) {
  const { slug } = useWorkspace();
  const open = useQuery(openApprovalsQuery(slug, flow)).data ?? [];
  if (open.length === 0) return null;
  const more = open.length - shown;
  return (
    <section className="ap-open" aria-labelledby="open-approvals">
      <h2 id="open-approvals" className="h-body">Waiting for a decision</h2>
      <ul>
        {open.slice(0, shown).map((one) => (
          <li key={one.wait}>
            <StatusMark mark="waiting" />
            <Link href={`/w/${slug}/runs/${one.run}`}>{one.title}</Link>
            <span className="small muted">{one.flow}, asked <Moment iso={one.askedAt} style="ago" />{one.expiresAt === null ? null : <>, until <Moment iso={one.expiresAt} /></>}</span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="small muted">And {more === 95 ? "95 or more" : more} newer, each on its run’s page: filter by “waiting”.</p> : null}
    </section>
  );
}
