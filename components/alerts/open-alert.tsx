"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { alertMutations } from "#lib/client/mutations/alert-mutations.ts";
import type { Alert } from "#lib/contracts/alerts.schema.ts";
import { NoticeLines } from "./notice-lines.tsx";

const shownNotices = 4;
const resolvable = new Set<Alert["what"]>(["failed", "slow"]);

/** What is wrong, since when and how often, who was told, and what can be done about it here. */
export function OpenAlert({ alert, mutedBy }: { alert: Alert; mutedBy: string }) {
  const { slug, may } = useWorkspace();
  const update = useMutation(alertMutations(slug).updateAlert);
  const runs = `/w/${slug}/runs?flow=${alert.flow.id}${alert.what === "failed" ? "&status=failed" : ""}`;
  const older = alert.notices.length - shownNotices;
  return (
    <li className="al-item">
      <StatusMark mark={alert.what === "failed" ? "failed" : "warning"} />
      <div className="al-body">
        <h3 className="h-body">{alert.title}</h3>
        <p className="small muted">
          {alert.count > 0 ? `${alert.count.toLocaleString("en")} ${alert.count === 1 ? "run" : "runs"} since ` : "Since "}<Moment iso={alert.since} />{alert.count > 1 ? <>, the last <Moment iso={alert.lastAt} style="ago" /></> : null}. Rule “{alert.rule.name}”.
        </p>
        <p className="row wrap small">
          <Link href={runs}>{alert.what === "failed" ? "Failed runs" : "Runs"} of {alert.flow.name}</Link>
          {alert.lastRun === null ? null : <Link href={`/w/${slug}/runs/${alert.lastRun}`}>The last run</Link>}
        </p>
        {alert.muted ? <p className="small"><StatusLabel mark="skipped"><span>Muted by {mutedBy} <Moment iso={alert.muted.at} style="ago" />: nothing more is sent about it</span></StatusLabel></p> : null}
        <NoticeLines notices={alert.notices.slice(-shownNotices)} />
        {older > 0 ? <p className="small muted">{older} earlier {older === 1 ? "notice" : "notices"}.</p> : null}
        <FormError error={update.error} />
      </div>
      {may("alerts:write") ? (
        <div className="al-acts">
          <Button size="s" busy={update.isPending && update.variables.muted !== undefined} aria-label={`${alert.muted ? "Unmute" : "Mute"}: ${alert.title}`} onClick={() => update.mutate({ alert: alert.id, muted: alert.muted === null })}>{alert.muted ? "Unmute" : "Mute"}</Button>
          {resolvable.has(alert.what) ? <Button size="s" busy={update.isPending && update.variables.resolved !== undefined} aria-label={`Resolve: ${alert.title}`} onClick={() => update.mutate({ alert: alert.id, resolved: true })}>Resolve</Button> : null}
        </div>
      ) : null}
    </li>
  );
}
