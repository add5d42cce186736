"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { CSSProperties } from "react";
import { starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import type { Signal } from "#components/ui/signal.ts";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { eventMutations } from "#lib/client/mutations/event-mutations.ts";
import { eventReplaysQuery } from "#lib/client/queries/events.ts";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";
import type { EventReplay } from "#lib/contracts/events.schema.ts";

const states: Record<EventReplay["status"], { mark: Signal; word: string }> = {
  running: { mark: "running", word: "Running" }, paused: { mark: "waiting", word: "Paused" }, done: { mark: "success", word: "Done" }, stopped: { mark: "cancelled", word: "Stopped" },
};

const recentMs = 600_000;

/** Replays of events, the latest first: those under way or just ended, or those of before; absent without one. */
export function EventReplayList({ shown }: { shown: "now" | "before" }) {
  const { slug } = useWorkspace();
  const now = useNow(60_000);
  const isNow = ({ finishedAt }: EventReplay): boolean => finishedAt === null || Date.parse(finishedAt) > now - recentMs;
  const replays = (useQuery(eventReplaysQuery(slug)).data ?? []).filter((replay) => isNow(replay) === (shown === "now"));
  const names = useMemberNames(replays.map(({ startedBy }) => startedBy));
  if (replays.length === 0) return null;
  return (
    <section className="plate fl-redrives" aria-labelledby={`replays-${shown}`}>
      <header><h2 id={`replays-${shown}`}>{shown === "now" ? "Delivered again" : "Delivered again before"}</h2></header>
      <ul>{replays.map((replay) => <ReplayRow key={replay.id} replay={replay} starter={starterInWords(replay.startedBy, names)} />)}</ul>
    </section>
  );
}

function ReplayRow({ replay, starter }: { replay: EventReplay; starter: string }) {
  const { slug, may } = useWorkspace();
  const change = useMutation(eventMutations(slug).changeReplay);
  const flows = useQuery(flowNamesQuery(slug)).data ?? [];
  const { status, total, looked, delivered, name, flow, mode, rate } = replay;
  const isOver = status === "done" || status === "stopped";
  const { mark, word } = states[status];
  const set = (next: "running" | "paused" | "stopped") => () => change.mutate({ replay: replay.id, status: next });
  return (
    <li className="fl-redrive">
      <div className="row wrap">
        <StatusLabel mark={mark}>{word}</StatusLabel>
        <span>{looked.toLocaleString("en")} of {total.toLocaleString("en")} {total === 1 ? "event" : "events"}, {delivered.toLocaleString("en")} {delivered === 1 ? "delivery" : "deliveries"}.</span>
        <span className="grow" />
        {isOver || !may("runs:start") ? null : (
          <>
            {status === "running" ? <Button size="s" busy={change.isPending} onClick={set("paused")}>Pause</Button> : <Button size="s" busy={change.isPending} onClick={set("running")}>Resume</Button>}
            <Button size="s" busy={change.isPending} onClick={set("stopped")}>Stop</Button>
          </>
        )}
      </div>
      <div className="gauge" role="meter" aria-label="Events delivered" aria-valuemin={0} aria-valuemax={total} aria-valuenow={looked} style={{ "--v": `${total === 0 ? 100 : (looked / total) * 100}%` } as CSSProperties}><i /><b /></div>
      <p className="small muted">{starter}, <Moment iso={replay.createdAt} style="ago" />. {name ?? "All names"}, to {flow === null ? "all that listen" : (flows.find(({ id }) => id === flow)?.name ?? "one flow")}{mode === "again" ? ", done again" : ""}, {rate} a second.</p>
      <FormError error={change.error} />
    </li>
  );
}
