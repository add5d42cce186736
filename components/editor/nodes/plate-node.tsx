"use client";

import { type NodeProps, useUpdateNodeInternals } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { errorPort } from "#lib/flow/node-type.ts";
import type { PlateNode } from "../project.ts";
import { leastHeight } from "./least-height.ts";
import { NodePlate } from "./node-plate.tsx";
import { Port } from "./port.tsx";

/** A plate with its ports, and their names beside them. */
export const PlateNodeView = memo(function PlateNodeView({ id, data, selected }: NodeProps<PlateNode>) {
  const { type, ports } = data;
  const updateInternals = useUpdateNodeInternals();
  const drawn = useRef(ports);
  useEffect(() => {
    // React Flow measures ports when a plate's size changes; ports may come, go and move without that.
    if (drawn.current !== ports) updateInternals(id);
    drawn.current = ports;
  }, [id, ports, updateInternals]);
  return (
    <NodePlate data={data} selected={selected} leastHeight={leastHeight(ports.outputs.length)}>
      {ports.inputs.map((port, row) => <Port key={port.id} node={id} id={port.id} side="target" look={port.look} row={row} label="Input" name={null} />)}
      {ports.outputs.map((port, row) => <Port key={port.id} node={id} id={port.id} side="source" look={port.look} row={row} label={port.name ?? "Output"} name={port.name} />)}
      {type?.canFail ?? data.handlesError ? <Port node={id} id={errorPort} side="source" look="error" used={data.handlesError} row={0} label="On error, after all tries" name={null} /> : null}
    </NodePlate>
  );
});
