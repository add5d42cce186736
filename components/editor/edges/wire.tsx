"use client";

import { EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { memo, type MouseEvent, useContext } from "react";
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
/** Where a word stands at the middle, its + is this far before the target. */
const beforeTarget = 18;
const plusShape = "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0ZM-3.5 0H3.5M0-3.5V3.5";

/** Faint, at the middle of every wire that can be changed: a step can go here. A finger presses it, a mouse gets a button in its place. */
function PlusMark({ x, y, onPress }: { x: number; y: number; onPress: (mark: Element) => void }) {
  function press(event: MouseEvent<SVGElement>) {
    event.stopPropagation();
    onPress(event.currentTarget);
  }
  return (
    <>
      <path className="e-mark" d={plusShape} transform={`translate(${x} ${y})`} aria-hidden="true" />
      <circle className="e-mark-hit" cx={x} cy={y} r={20} aria-hidden="true" onClick={press} />
    </>
  );
}

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
  const [plusX, plusY] = label !== undefined && wordX === labelX ? [targetX - beforeTarget, targetY] : [labelX, labelY];
  return (
    <>
      <path d={path} className="e-hit" data-plus={`${plusX} ${plusY}`} />
      {isChannel ? <Channel path={path} taken={taken} isLive={data.isLive} /> : null}
      {!isChannel || isError ? <path d={path} className={isError ? "e e-x" : "e e-v"} data-t={taken} /> : null}
      {actions === null || selected || data?.count !== undefined ? null : <PlusMark x={plusX} y={plusY} onPress={(mark) => actions.insert(id, mark)} />}
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
