"use client";

import { EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { X } from "lucide-react";
import { memo, useContext } from "react";
import type { WireEdge } from "../project.ts";
import { RemoveEdgeContext } from "./remove-edge-context.ts";

/** A value's wire, or the dashed one an error takes: right-angled, with 10 px bends. */
export const Wire = memo(function Wire({ id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data }: EdgeProps<WireEdge>) {
  const remove = useContext(RemoveEdgeContext);
  const [path, labelX, labelY] = getSmoothStepPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, borderRadius: 10, offset: 18 });
  const taken = data?.taken === undefined ? undefined : data.taken ? "yes" : "no";
  const label = data?.label;
  const canRemove = selected && remove !== null;
  return (
    <>
      <path d={path} className="e-hit" />
      <path d={path} className={data?.isError ? "e e-x" : "e e-v"} data-t={taken} />
      {label !== undefined || canRemove ? (
        <EdgeLabelRenderer>
          <span className="e-lab" data-s={data?.isError ? "failed" : undefined} data-t={taken} style={{ left: 0, top: 0, transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}>
            {label}
            {canRemove ? (
              <button type="button" className="e-remove nodrag nopan" aria-label="Remove this connection" title="Remove this connection" onClick={() => remove(id)}>
                <X className="ic" aria-hidden />
              </button>
            ) : null}
          </span>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});
