"use client";

import { useState } from "react";
import { JsonView } from "#components/ui/json-view.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { Region } from "#lib/contracts/runs.schema.ts";
import { hiddenLeaves } from "./hidden-leaves.tsx";
import { ShapeView } from "./shape-view.tsx";

function lengthOf(records: Payload): number | null {
  return records.kind === "inline" && Array.isArray(records.value) ? records.value.length : null;
}

/** The first records each step put out, ten at most (SEMANTICS region-9). */
export function RegionSamples({ run, region, nameOf }: { run: string; region: Region; nameOf: (node: string) => string }) {
  const nodes = Object.entries(region.samples).filter(([, records]) => lengthOf(records) !== 0);
  const [asked, setAsked] = useState<string | null>(null);
  const [node, records] = nodes.find(([id]) => id === asked) ?? nodes[0] ?? [];
  if (node === undefined || records === undefined) return null;
  const face = (id: string, list: Payload) => [nameOf(id), lengthOf(list)].filter((word) => word !== null).join(", ");
  const label = `Samples of ${nameOf(node)}`;
  return (
    <details>
      <summary className="link">Samples, 10 records a step at most</summary>
      <div className="rg-detail">
        <Select aria-label="Samples of" value={node} options={nodes.map(([id, list]) => ({ value: id, label: face(id, list) }))} onValue={setAsked} />
        {records.kind === "inline" ? <JsonView key={node} value={records.value} label={label} fileName={`samples-${node}`} leaf={hiddenLeaves(run, { node, part: "samples" }, records.hidden)} /> : null}
        {records.kind === "shape" && records.shape !== null ? <ShapeView shape={records.shape} label={label} /> : null}
      </div>
    </details>
  );
}
