"use client";

import { useMutation } from "@tanstack/react-query";
import { BellOff, Check, MoreHorizontal, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { errorWords } from "#components/runs/error-words.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { failureMutations } from "#lib/client/mutations/failure-mutations.ts";
import type { FailureGroup } from "#lib/contracts/failures.schema.ts";
import { FailureFacts } from "./failure-facts.tsx";
import { needsFix } from "./needs-fix.ts";
import { RedriveDialog } from "./redrive-dialog.tsx";

/** Failures with one cause: what went wrong, how often, since when, and what can be done about it. */
export function FailureRow({ group }: { group: FailureGroup }) {
  const { slug, may } = useWorkspace();
  const [isRedriving, setIsRedriving] = useState(false);
  const state = useMutation(failureMutations(slug).setState);
  const { error, flow, fingerprint, left, total } = group;
  const set = (next: FailureGroup["state"]) => () => state.mutate({ flow: flow.id, fingerprint, state: next });
  const isRefused = needsFix(error.class);
  const query = `flow=${flow.id}&fingerprint=${fingerprint}`;
  return (
    <li className="fl-row" data-state={group.state}>
      <StatusMark mark={group.state === "resolved" || left === 0 ? "success" : group.state === "muted" ? "skipped" : "failed"} />
      <div className="fl-what">
        <p className="fl-message"><Link href={`/w/${slug}/runs?${query}`} prefetch={false}>{error.message}</Link></p>
        <p className="small muted">
          {group.step === null ? null : <>At <b>{group.step}</b> in </>}<Link href={`/w/${slug}/flows/${flow.id}`} prefetch={false}>{flow.name}</Link>
          {`, ${group.versions.length > 1 ? "versions" : "version"} ${group.versions.join(", ")}. ${errorWords(error.class).kind}. `}<span className="data">{error.code}</span>
        </p>
        <p className="small muted">First <Moment iso={group.firstAt} />, last <Moment iso={group.lastAt} /> (<Moment iso={group.lastAt} style="ago" />). <Link href={`/w/${slug}/runs/${group.lastRun}`} prefetch={false}>Open the last one</Link></p>
        <FailureFacts group={group} />
        {isRefused && left > 0 ? <p className="small">{flow.live !== null && flow.live > Math.max(0, ...group.versions) ? `Version ${flow.live} is live since. It may hold the fix: nothing failed like this in it.` : <><b>Fix the cause first.</b> With the same input and nothing changed, it is refused again.</>}</p> : null}
        {group.state === "open" ? null : <p className="small">{group.state === "muted" ? "Muted: no alert is sent for it." : "Resolved. It opens again when it happens again."}</p>}
        <FormError error={state.error} />
      </div>
      <div className="fl-count"><span className="figure">{total.toLocaleString("en")}</span><span className="small muted">{left === total ? (total === 1 ? "run" : "runs") : `${left.toLocaleString("en")} left`}</span></div>
      {may("runs:start") ? (
        <div className="row">
          <Button look={isRefused && left > 0 ? "bare" : "plain"} disabled={left === 0} onClick={() => setIsRedriving(true)}><RotateCcw className="ic ic-s" aria-hidden />{left === 0 ? "All redriven" : `Redrive ${left.toLocaleString("en")}`}</Button>
          <Menu label="More" align="end" trigger={(props) => <IconButton {...props} label={`More for: ${error.message}`} icon={MoreHorizontal} />}>
            {group.state === "resolved" ? <MenuItem icon={RotateCcw} onSelect={set("open")}>Open again</MenuItem> : <MenuItem icon={Check} onSelect={set("resolved")}>Mark as resolved</MenuItem>}
            {group.state === "muted" ? <MenuItem icon={BellOff} onSelect={set("open")}>Unmute</MenuItem> : <MenuItem icon={BellOff} onSelect={set("muted")}>Mute</MenuItem>}
          </Menu>
        </div>
      ) : null}
      {isRedriving ? <RedriveDialog title={`Redrive what failed in ${flow.name}`} filter={{ kind: "live", flow: flow.id, fingerprint }} onClose={() => setIsRedriving(false)} /> : null}
    </li>
  );
}
