"use client";

import { type CSSProperties, useMemo } from "react";
import { classes } from "#components/ui/classes.ts";
import { formatDuration } from "#components/ui/format-duration.ts";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { useNow } from "#components/ui/use-now.ts";
import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { isFinal, signalOf, wordOf } from "./run-words.ts";
import { flagWords } from "./step-flags.tsx";
import { regionBars, type StepBar, stepBars } from "./step-bars.ts";
import { stepTook } from "./step-took.ts";
import { timeScale, type TimeScale } from "./time-scale.ts";

export interface WaterfallProps {
  run: RunDetail;
  types: NodeTypes;
  selected: string | null;
  onSelect: (node: string) => void;
}

interface Line {
  step: StepRun;
  bars: StepBar[];
  /** From the first try to the end of the last; null for what works once a record. */
  tookMs: number | null;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 1;
}

function useLines(run: RunDetail): { lines: Line[]; scale: TimeScale; startMs: number } {
  const now = useNow(isFinal(run.status) ? null : 500);
  return useMemo(() => {
    const regions = new Map(run.regions.flatMap((region) => Object.keys(region.counts).flatMap((node) => (node === region.source ? [] : [[node, region] as const]))));
    const lines = run.steps.map((step): Line => {
      const region = regions.get(step.node);
      // What works once a record has no time of its own: it worked while the region did.
      if (region) return { step, bars: regionBars(step, region, now), tookMs: null };
      const bars = stepBars(step, now);
      const [first, last] = [bars[0], bars.at(-1)];
      return { step, bars, tookMs: stepTook(step) ?? (first && last ? last.toMs - first.fromMs : null) };
    });
    const bars = lines.flatMap((line) => line.bars);
    const began = new Date(run.startedAt ?? run.createdAt).getTime();
    const startMs = Math.min(began, ...bars.map((bar) => bar.fromMs));
    const endMs = Math.max(startMs + 1, ...bars.map((bar) => bar.toMs));
    const active = bars.filter((bar) => bar.kind !== "wait").map((bar) => bar.toMs - bar.fromMs);
    return { lines, startMs, scale: timeScale(endMs - startMs, median(active)) };
  }, [run, now]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

function recordsInWords(count: number): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? "record" : "records"}`;
}

function word(line: Line): string {
  if (line.step.status === "skipped") return "skipped";
  if (line.tookMs === null && line.step.counts) return recordsInWords(line.step.counts.in);
  return line.tookMs === null ? wordOf(line.step.status).toLowerCase() : formatDuration(line.tookMs);
}

/** Every step as a line of time; choosing one shows it beside. */
export function Waterfall({ run, types, selected, onSelect }: WaterfallProps) {
  const { lines, scale, startMs } = useLines(run);
  return (
    <section className="plate rn-plate" aria-labelledby="waterfall">
      <header>
        <h2 id="waterfall">Waterfall</h2>
        <span className="small faint only-wide">{scale.stretched ? "Waits are dotted. The axis is stretched at its beginning." : "Waits are dotted."}</span>
      </header>
      <div className="wf wf-body">
        <div className="wf-row wf-grid" aria-hidden="true">
          <span />
          <span className="wf-track">{scale.ticks.map((tick) => <i key={tick.at} style={{ "--l": percent(tick.at) } as CSSProperties} />)}</span>
          <span />
        </div>
        <div className="wf-row wf-axis data" aria-hidden="true">
          <span />
          <span className="wf-track">{scale.ticks.map((tick) => <span key={tick.at} style={{ "--l": percent(tick.at) } as CSSProperties}>{tick.label}</span>)}</span>
          <span />
        </div>
        <ul>
          {lines.map((line) => (
            <li key={line.step.node}>
              <button type="button" className={classes("wf-row", line.step.node === selected && "is-on")} aria-pressed={line.step.node === selected} onClick={() => onSelect(line.step.node)}>
                <span className="wf-name">
                  <StatusMark mark={signalOf(line.step.status)} />
                  <span className="muted row"><NodeIcon icon={types.get(line.step.type)?.icon} title={line.step.name} className="ic-s" /></span>
                  <span className="cut strong">{line.step.name}</span>
                  {flagWords(line.step).map((flag) => <span key={flag} className="tag only-wide" aria-hidden="true">{flag}</span>)}
                  <span className="vh">, {[wordOf(line.step.status), ...flagWords(line.step)].join(", ")}, </span>
                </span>
                <span className="wf-track" aria-hidden="true">
                  {line.bars.map((bar, index) => {
                    const left = scale.at(bar.fromMs - startMs);
                    const style = { "--l": percent(left), "--w": percent(scale.at(bar.toMs - startMs) - left) } as CSSProperties;
                    return <i key={index} className={classes("wf-bar", bar.kind !== "last" && `is-${bar.kind}`)} data-s={bar.signal} style={style} />;
                  })}
                </span>
                <span className="data num muted">{word(line)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
