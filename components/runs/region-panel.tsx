"use client";

import { useId } from "react";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { Region, RunDetail } from "#lib/contracts/runs.schema.ts";
import { errorWords } from "./error-words.ts";
import { RegionRejects } from "./region-rejects.tsx";
import { RegionSamples } from "./region-samples.tsx";
import { recordsOf } from "./region-rate.ts";
import { RegionTable } from "./region-table.tsx";
import { RunStatusLabel } from "./run-status-label.tsx";

export interface RegionPanelProps {
  run: RunDetail;
  region: Region;
  perSecond: number | undefined;
  onSelect: (node: string) => void;
}

function numbered(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

/** The records that went through one region: what came of them at each step, some of them, and the rejected ones. */
export function RegionPanel({ run, region, perSecond, onSelect }: RegionPanelProps) {
  const title = useId();
  const nameOf = (node: string) => run.document.nodes.find((candidate) => candidate.id === node)?.name ?? node;
  const rejected = region.rejects.toLocaleString("en-GB");
  const facts = [
    numbered(recordsOf(region), "record read", "records read"),
    ...(region.rejects > 0 ? [`${rejected} rejected`] : []),
    ...(region.status === "running" && perSecond !== undefined ? [numbered(perSecond, "record a second", "records a second")] : []),
  ];
  return (
    <section className="plate rn-plate" aria-labelledby={title}>
      <header>
        <h2 id={title}>Records of {nameOf(region.source)}</h2>
        {region.status === "succeeded" && region.rejects > 0 ? <StatusLabel mark="warning">Succeeded, {rejected} rejected</StatusLabel> : <RunStatusLabel status={region.status} />}
      </header>
      <div className="rg-body">
        <p className="row wrap rg-facts"><b>{facts.join(", ")}</b><span className="small muted">{numbered(region.chunks, "chunk", "chunks")} stored, the last <Moment iso={region.updatedAt} /></span></p>
        {region.error ? <p><b>{region.error.message}</b> {errorWords(region.error.class).advice}</p> : null}
        <RegionTable run={run} region={region} nameOf={nameOf} onSelect={onSelect} />
        {region.rejects > 0 ? <RegionRejects run={run.id} region={region} nameOf={nameOf} /> : null}
        <RegionSamples run={run.id} region={region} nameOf={nameOf} />
        {region.cursor === null ? null : (
          <details>
            <summary className="link">Cursor: where reading goes on</summary>
            <JsonTree value={region.cursor} label={`Cursor of ${nameOf(region.source)}`} />
          </details>
        )}
      </div>
    </section>
  );
}
