"use client";

import { EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { memo, useContext } from "react";
import { classes } from "#components/ui/classes.ts";
import type { WireEdge } from "../project.ts";
import { EdgeContext } from "./edge-context.ts";

/** Two banks with water between: where records run. */
function Channel({ path, taken, isLive }: { path: string; taken: "yes" | "no" | undefined; isLive: boolean }) {
  return (
    <>
      <path d={path} className="e e-bank" data-t={taken} />
      <path d={path} className="e e-chan" data-t={taken} />
      <path d={path} className={classes("e e-flow", isLive && "is-live")} data-t={taken} />
    </>
  );
}

/** In the canvas's own measure. */
const nearby = 120;
const besideDiamond = 34;

/** A value's wire, the dashed one an error takes, or the channel of records: right-angled, with 10 px bends. */
export const Wire = memo(function Wire({ id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data }: EdgeProps<WireEdge>) {
  const actions = useContext(EdgeContext);
  const isChannel = data?.carries === "records";
  const [path, labelX, labelY] = getSmoothStepPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, borderRadius: isChannel ? 14 : 10, offset: 18 });
  const taken = data?.taken === undefined ? undefined : data.taken ? "yes" : "no";
  const label = data?.label;
  const isError = data?.isError ?? false;
  // A long way to the target may run behind other plates: what it means is said where it begins.
  const [wordX, wordY] = isError && label !== undefined && targetX - sourceX > nearby ? [sourceX + besideDiamond, sourceY] : [labelX, labelY];
  const mayChange = selected && actions !== null;
  return (
    <>
      <path d={path} className="e-hit" />
      {isChannel ? <Channel path={path} taken={taken} isLive={data.isLive} /> : null}
      {!isChannel || isError ? <path d={path} className={isError ? "e e-x" : "e e-v"} data-t={taken} /> : null}
      {label !== undefined || mayChange ? (
        <EdgeLabelRenderer>
          <span className="e-lab" data-s={isError ? "failed" : undefined} data-t={taken} style={{ left: 0, top: 0, transform: `translate(-50%, -50%) translate(${wordX}px, ${wordY}px)` }}>
            {label}
            {mayChange ? (
              <>
                <button type="button" className="e-remove e-add nodrag nopan" aria-label="Add a step here" title="Add a step here (A)" onClick={(event) => actions.insert(id, event.currentTarget)}>
                  <Plus className="ic" aria-hidden />
                </button>
                <button type="button" className="e-remove nodrag nopan" aria-label="Remove this connection" title="Remove this connection" onClick={() => actions.remove(id)}>
                  <X className="ic" aria-hidden />
                </button>
              </>
            ) : null}
          </span>
        </EdgeLabelRenderer>
      ) : null}
      {data?.count === undefined ? null : (
        <EdgeLabelRenderer>
          <span className="e-lab is-count" style={{ left: 0, top: 0, transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY - 16}px)` }}>{data.count}</span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
