"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { CSSProperties } from "react";
import { starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import type { Signal } from "#components/ui/signal.ts";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { failureMutations } from "#lib/client/mutations/failure-mutations.ts";
import { redrivesQuery } from "#lib/client/queries/failures.ts";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import { progressInWords } from "./redrive-words.ts";

const states: Record<Redrive["status"], { mark: Signal; word: string }> = {
  running: { mark: "running", word: "Running" }, paused: { mark: "waiting", word: "Paused" }, done: { mark: "success", word: "Done" }, stopped: { mark: "cancelled", word: "Stopped" },
};

/** Redrives, the latest first; absent while there has been none. */
export function RedriveList() {
  const { slug } = useWorkspace();
  const redrives = useQuery(redrivesQuery(slug)).data ?? [];
  const names = useMemberNames(redrives.map(({ startedBy }) => startedBy));
  if (redrives.length === 0) return null;
  return (
    <section id="redrives" className="plate fl-redrives" aria-labelledby="redrives-title">
      <header><h2 id="redrives-title">Redrives</h2></header>
      <ul>{redrives.map((redrive) => <RedriveRow key={redrive.id} redrive={redrive} starter={starterInWords(redrive.startedBy, names)} />)}</ul>
    </section>
  );
}

function RedriveRow({ redrive, starter }: { redrive: Redrive; starter: string }) {
  const { slug, may } = useWorkspace();
  const change = useMutation(failureMutations(slug).changeRedrive);
  const isOver = redrive.status === "done" || redrive.status === "stopped";
  const { mark, word } = states[redrive.status];
  const set = (status: "running" | "paused" | "stopped") => () => change.mutate({ redrive: redrive.id, status });
  return (
    <li className="fl-redrive">
      <div className="row wrap">
        <StatusLabel mark={mark}>{word}</StatusLabel>
        <Link href={`/w/${slug}/runs?redrive=${redrive.id}`} prefetch={false}>{progressInWords(redrive)}</Link>
        <span className="grow" />
        {isOver || !may("runs:start") ? null : (
          <>
            {redrive.status === "running" ? <Button size="s" busy={change.isPending} onClick={set("paused")}>Pause</Button> : <Button size="s" busy={change.isPending} onClick={set("running")}>Resume</Button>}
            <Button size="s" busy={change.isPending} onClick={set("stopped")}>Stop</Button>
          </>
        )}
      </div>
      <div className="gauge" role="meter" aria-label="Runs started" aria-valuemin={0} aria-valuemax={redrive.total} aria-valuenow={redrive.started} style={{ "--v": `${redrive.total === 0 ? 100 : (redrive.started / redrive.total) * 100}%` } as CSSProperties}><i /><b /></div>
      <p className="small muted">{starter}, <Moment iso={redrive.createdAt} style="ago" />. {redrive.from === "failed" ? "From what failed" : "From the start"}, {redrive.version === "latest" ? "latest version" : "the version that ran"}, {redrive.rate} a second.</p>
      {redrive.refused.map(({ reason, count }) => <p key={reason} className="small fl-refused">{count === 1 ? "1 run" : `${count} runs`} not done again: {reason}</p>)}
      <FormError error={change.error} />
    </li>
  );
}
