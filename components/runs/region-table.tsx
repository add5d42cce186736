"use client";

import type { Region, RunDetail } from "#lib/contracts/runs.schema.ts";

export interface RegionTableProps {
  run: RunDetail;
  region: Region;
  nameOf: (node: string) => string;
  onSelect: (node: string) => void;
}

const columns = ["in", "out", "filtered", "rejected", "written"] as const;
const heads: Record<(typeof columns)[number], string> = { in: "In", out: "Out", filtered: "Filtered", rejected: "Rejected", written: "Written" };

/** Records a step of a region, in the order they pass (SEMANTICS region-9). */
export function RegionTable({ run, region, nameOf, onSelect }: RegionTableProps) {
  const order = new Map(run.steps.map((step, index) => [step.node, index]));
  const rows = Object.entries(region.counts).toSorted(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  if (rows.length === 0) return <p className="small faint">No record has been read yet.</p>;
  return (
    <div className="tbl-scroll" tabIndex={0} role="region" aria-label={`Records by step, ${nameOf(region.source)}`}>
      <table className="tbl rg-tbl">
        <caption className="vh">Records by step</caption>
        <thead><tr><th scope="col">Step</th>{columns.map((column) => <th key={column} scope="col" className="num">{heads[column]}</th>)}</tr></thead>
        <tbody>
          {rows.map(([node, counts]) => (
            <tr key={node}>
              <th scope="row"><button type="button" className="link" onClick={() => onSelect(node)}>{nameOf(node)}</button></th>
              {columns.map((column) => <td key={column} className={counts[column] === 0 ? "num data faint" : "num data"} data-s={column === "rejected" && counts[column] > 0 ? "failed" : undefined}>{counts[column].toLocaleString("en-GB")}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
