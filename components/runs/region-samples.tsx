"use client";

import { useState } from "react";
import { JsonView } from "#components/ui/json-view.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Region } from "#lib/contracts/runs.schema.ts";

/** The first records each step put out, ten at most (SEMANTICS region-9). */
export function RegionSamples({ region, nameOf }: { region: Region; nameOf: (node: string) => string }) {
  const nodes = Object.entries(region.samples).filter(([, records]) => records.length > 0);
  const [asked, setAsked] = useState<string | null>(null);
  const [node, records] = nodes.find(([id]) => id === asked) ?? nodes[0] ?? [];
  if (node === undefined || records === undefined) return null;
  return (
    <details>
      <summary className="link">Samples, 10 records a step at most</summary>
      <div className="rg-detail">
        <Select aria-label="Samples of" value={node} options={nodes.map(([id, list]) => ({ value: id, label: `${nameOf(id)}, ${list.length}` }))} onValue={setAsked} />
        <JsonView key={node} value={records} label={`Samples of ${nameOf(node)}`} fileName={`samples-${node}`} />
      </div>
    </details>
  );
}
