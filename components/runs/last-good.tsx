"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { Moment } from "#components/ui/moment.tsx";
import { lastGoodQuery } from "#lib/client/queries/runs.ts";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { compareWithGood, RunDetail } from "#lib/contracts/runs.schema.ts";
import { ChangeLine } from "./change-line.tsx";
import { versionInWords } from "./run-words.ts";
import { starterInWords } from "./starter-words.ts";
import { useChangesSince } from "./use-changes-since.ts";
import { useMemberNames } from "./use-member-names.ts";

type Compared = AnswerOf<typeof compareWithGood>;

/** Durations this close to each other need no look: less than twice, or less than a second apart. */
function isAlike(one: number, other: number): boolean {
  return Math.abs(one - other) < 1_000 || Math.max(one, other) < 2 * Math.min(one, other);
}

function isEmpty({ added, gone, retyped }: NonNullable<Compared["shape"]>): boolean {
  return added.length + gone.length + retyped.length === 0;
}

function Shape({ shape }: { shape: NonNullable<Compared["shape"]> }) {
  const { added, gone, retyped } = shape;
  return (
    <ul className="lg-list">
      {gone.map((path) => <li key={`gone ${path}`}>gone <span className="data">{path}</span></li>)}
      {added.map((path) => <li key={`added ${path}`}>new <span className="data">{path}</span></li>)}
      {retyped.map(({ path, was, is }) => <li key={path}><span className="data">{path}</span> was {was}, is {is}</li>)}
    </ul>
  );
}

function Connections({ connections }: { connections: NonNullable<Compared["connections"]> }) {
  return <ul className="lg-list">{connections.changed.map(({ step, connection, at }) => <li key={step}>{connection === null ? `the one of ${step} is gone` : <>{connection}, changed {at === null ? "" : <Moment iso={at} style="ago" />}</>}</li>)}</ul>;
}

/** What need not be looked at. */
const quiet: ReadonlySet<string> = new Set(["equal", "none used", "nothing"]);

/** More are read in the list of runs. */
const mostChanges = 10;

function Changes({ changes, flow }: { changes: readonly FlowChange[]; flow: string }) {
  const names = useMemberNames(changes.map(({ by }) => by));
  return (
    <ul className="lg-list">
      {changes.slice(0, mostChanges).map((change) => <li key={change.id}><ChangeLine change={change} flow={flow} who={starterInWords(change.by, names)} /> <span className="faint"><Moment iso={change.at} style="ago" /></span></li>)}
      {changes.length > mostChanges ? <li className="faint">and {changes.length - mostChanges} more</li> : null}
    </ul>
  );
}

/** What differs from the last run that went well: always these five, in this order. */
export function LastGood({ run }: { run: RunDetail }) {
  const { slug } = useWorkspace();
  const { data } = useQuery(lastGoodQuery(slug, run.id));
  const since = data?.good?.at;
  const changes = useChangesSince(slug, since === undefined ? null : { flow: run.flow.id, since, until: run.createdAt }, since);
  if (!data) return null;
  const { connections, good, shape, tookMs } = data;
  if (good === null) return <section className="plate rn-plate lg" aria-label="Last good run"><p className="small muted lg-none">No run of this flow succeeded before it, so there is nothing to compare it with.</p></section>;
  const took = typeof tookMs !== "number" || good.tookMs === null ? "unknown" : `${formatDuration(tookMs)}, was ${formatDuration(good.tookMs)}`;
  const isUsual = typeof tookMs !== "number" || good.tookMs === null || isAlike(tookMs, good.tookMs);
  const rows: [string, ReactNode][] = [
    ["Version", run.version === good.version ? "equal" : `${versionInWords(run.version)}, was ${versionInWords(good.version)}`],
    ["Shape of the input", shape === undefined ? "unknown" : isEmpty(shape) ? "equal" : <Shape shape={shape} />],
    ["Connections", connections === undefined ? "unknown" : connections.used === 0 ? "none used" : connections.changed.length === 0 ? "equal" : <Connections connections={connections} />],
    ["Duration", isUsual ? <span className="faint">{took}</span> : took],
    ["Done in between", changes.length === 0 ? "nothing" : <Changes changes={changes} flow={run.flow.id} />],
  ];
  return (
    <section className="plate rn-plate lg" aria-labelledby="last-good">
      <header><h2 id="last-good">What differs from the last good run</h2><Link className="small" href={`/w/${slug}/runs/${good.run}`} prefetch={false}><Moment iso={good.at} style="ago" /></Link></header>
      <dl>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className={typeof value === "string" && quiet.has(value) ? "faint" : undefined}>{value}</dd></div>)}</dl>
    </section>
  );
}
