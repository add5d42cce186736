"use client";

import type { CSSProperties } from "react";
import { formatDuration } from "#components/ui/format-duration.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import type { countRunsOverTime, RunStatus } from "#lib/contracts/runs.schema.ts";
import { changeInWords } from "./change-words.ts";
import { signalOf, wordOf } from "./run-words.ts";

type Chart = AnswerOf<typeof countRunsOverTime>;

/** So that a few runs within some seconds stay narrow bars, at the right, where the newest are. */
const fewestSlots = 48;

/** From the bottom of a bar upwards: what went wrong stands on the line, where it is seen. */
const order: readonly RunStatus[] = ["failed", "cancelled", "waiting", "running", "queued", "succeeded"];

function totals(chart: Chart): string {
  return order
    .map((status) => ({ status, count: chart.bars.filter((bar) => bar.status === status).reduce((sum, bar) => sum + bar.count, 0) }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count.toLocaleString("en")} ${wordOf(status).toLowerCase()}`)
    .join(", ");
}

/** Changes by where they stand on the chart, from 0 to `slots`; those of one slot are one mark. */
function marksOf(changes: readonly FlowChange[], first: number, spanMs: number, slots: number) {
  const placed = changes.map((change) => ({ change, at: (Date.parse(change.at) - first) / spanMs })).filter(({ at }) => at >= 0 && at <= slots);
  return [...Map.groupBy(placed.toReversed(), ({ at }) => Math.floor(at))].map(([slot, list]) => ({
    slot, left: (list[0]?.at ?? slot) / slots, count: list.length,
    words: list.slice(0, 5).map(({ change }) => { const { did, object, said } = changeInWords(change, "", ""); return `${formatInstant(change.at, "second")}: ${did}${object === null ? "" : ` ${object.name}`}${said}`; }).concat(list.length > 5 ? [`and ${list.length - 5} more`] : []).join("\n"),
  }));
}

export interface RunChartProps {
  chart: Chart | undefined;
  /** Marked at their time; the list has them in words. */
  changes: readonly FlowChange[];
  onSpan: (since: string, until: string) => void;
}

/** How the runs that match lie in time; a bar is a span, its parts are states. */
export function RunChart({ chart, changes, onSpan }: RunChartProps) {
  if (!chart || chart.bars.length === 0) return null;
  const spans = [...Map.groupBy(chart.bars, ({ at }) => at)];
  const last = Date.parse(spans.at(-1)?.[0] ?? "");
  const slots = Math.max(fewestSlots, Math.round((last - Date.parse(spans[0]?.[0] ?? "")) / chart.spanMs) + 1);
  const first = last - (slots - 1) * chart.spanMs;
  const highest = Math.max(...spans.map(([, bars]) => bars.reduce((sum, { count }) => sum + count, 0)));
  const marks = marksOf(changes, first, chart.spanMs, slots);
  const marked = marks.reduce((sum, { count }) => sum + count, 0);
  return (
    <figure className="rl-chart">
      <figcaption className="small muted">{chart.more ? `The newest ${chart.runs.toLocaleString("en")} that match: ` : ""}{totals(chart)}. A bar is {formatDuration(chart.spanMs)}.{marked === 0 ? "" : ` ${marked} ${marked === 1 ? "change is" : "changes are"} marked.`}</figcaption>
      <div className="rl-plot">
      <div className="rl-bars" style={{ "--slots": slots } as CSSProperties}>
        {spans.map(([at, bars]) => {
          const sum = bars.reduce((all, { count }) => all + count, 0);
          const slot = Math.round((Date.parse(at) - first) / chart.spanMs);
          const words = `${formatInstant(at, "second")}: ${order.flatMap((status) => bars.filter((bar) => bar.status === status)).map((bar) => `${bar.count} ${wordOf(bar.status).toLowerCase()}`).join(", ")}`;
          return (
            <button key={at} type="button" title={words} aria-label={`${words}. Show only these.`} style={{ "--slot": slot + 1, "--h": `${Math.max(4, (sum / highest) * 100)}%` } as CSSProperties} onClick={() => onSpan(at, new Date(Date.parse(at) + chart.spanMs).toISOString())}>
              {order.flatMap((status) => bars.filter((bar) => bar.status === status)).map((bar) => <i key={bar.status} data-s={signalOf(bar.status)} style={{ flexGrow: bar.count }} />)}
            </button>
          );
        })}
      </div>
      <div className="rl-marks" aria-hidden>{marks.map(({ slot, left, words }) => <i key={slot} title={words} style={{ "--l": `${left * 100}%` } as CSSProperties} />)}</div>
      </div>
      <div className="rl-ends small faint"><span>{formatInstant(new Date(first).toISOString(), "second")}</span><span>{formatInstant(new Date(first + slots * chart.spanMs).toISOString(), "second")}</span></div>
    </figure>
  );
}
