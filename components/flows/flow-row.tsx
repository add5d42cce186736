"use client";

import Link from "next/link";
import { memo } from "react";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { PatternTile } from "#components/ui/pattern-tile.tsx";
import { Strip } from "#components/ui/strip.tsx";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { describeFlow } from "./describe-flow.ts";
import { FlowBars } from "./flow-bars.tsx";
import { FlowMenu } from "./flow-menu.tsx";
import { FlowState } from "./flow-state.tsx";

export interface FlowRowProps {
  flow: FlowSummary;
  workspace: string;
  types: NodeTypes;
}

export const FlowRow = memo(function FlowRow({ flow, workspace, types }: FlowRowProps) {
  return (
    <tr>
      <td className="c-pat"><PatternTile pattern={flow.pattern} /></td>
      <th scope="row" className="c-name">
        <Link className="fname" href={`/w/${workspace}/flows/${flow.id}`} prefetch={false}>{flow.name}</Link>
        {flow.liveVersion !== null && flow.draftAhead ? <span className="tag">draft ahead</span> : null}
        <p className="small muted">{describeFlow(flow.shape, types)}</p>
      </th>
      <td className="c-strip">
        {flow.shape.length === 0 ? null : (
          <Strip
            pattern={flow.pattern}
            tiles={flow.shape.map((node, index) => ({ key: String(index), name: node.name, face: <NodeIcon icon={types.get(node.type)?.icon} title={node.name} /> }))}
          />
        )}
      </td>
      <td className="c-hist only-wide"><FlowBars runs={flow.recentRuns} /></td>
      <td className="c-st"><FlowState flow={flow} /></td>
      <td className="c-more"><FlowMenu flow={flow} /></td>
    </tr>
  );
});
