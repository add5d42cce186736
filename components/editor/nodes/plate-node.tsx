"use client";

import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { errorPort } from "#lib/flow/node-type.ts";
import type { PlateNode } from "../project.ts";
import { NodePlate } from "./node-plate.tsx";
import { Port } from "./port.tsx";

/** A plate with its ports. Ports a deleted connector had are drawn where edges still end, so that none hangs in the air. */
export const PlateNodeView = memo(function PlateNodeView({ id, data, selected }: NodeProps<PlateNode>) {
  const { type } = data;
  const inputs = type?.inputs ?? [{ id: "in", carries: "value" as const }];
  const outputs = type?.outputs ?? [{ id: "out", carries: "value" as const }];
  return (
    <NodePlate data={data} selected={selected}>
      {inputs.map((port, row) => <Port key={port.id} node={id} id={port.id} side="target" look={port.carries} row={row} label="Input" />)}
      {outputs.map((port, row) => <Port key={port.id} node={id} id={port.id} side="source" look={port.carries} row={row} label={port.label ?? "Output"} />)}
      {type?.canFail ?? data.handlesError ? <Port node={id} id={errorPort} side="source" look="error" used={data.handlesError} row={0} label="On error, after all tries" /> : null}
    </NodePlate>
  );
});
