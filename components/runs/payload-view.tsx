"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatBytes } from "#components/ui/format-bytes.ts";
import { JsonView } from "#components/ui/json-view.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { stepPayloadQuery } from "#lib/client/queries/runs.ts";
import { hiddenLeaves } from "./hidden-leaves.tsx";
import { ShapeView } from "./shape-view.tsx";
import type { Payload } from "#lib/contracts/payload.schema.ts";

export interface PayloadViewProps {
  payload: Payload;
  run: string;
  step: { node: string; name: string };
  part: "input" | "output";
}

/** A step's input or output: shown when it came with the run, fetched on demand when it is large, its shape for those who see no values. */
export function PayloadView({ payload, run, step, part }: PayloadViewProps) {
  const label = `${part === "input" ? "Input" : "Output"} of ${step.name}`;
  const fileName = `${run}-${step.name.replaceAll(/[^a-zA-Z0-9]+/g, "-").toLowerCase()}-${part}`;
  switch (payload.kind) {
    case "inline":
      return <JsonView value={payload.value} label={label} fileName={fileName} leaf={hiddenLeaves(run, { node: step.node, part }, payload.hidden)} />;
    case "shape":
      return payload.shape === null ? <LargePayload run={run} node={step.node} part={part} size={payload.size} label={label} fileName={fileName} /> : <ShapeView shape={payload.shape} label={label} />;
    case "large":
      return <LargePayload run={run} node={step.node} part={part} size={payload.size} label={label} fileName={fileName} />;
  }
}

interface LargePayloadProps {
  run: string;
  node: string;
  part: "input" | "output";
  size: number;
  label: string;
  fileName: string;
}

function LargePayload({ run, node, part, size, label, fileName }: LargePayloadProps) {
  const { slug } = useWorkspace();
  const [wanted, setWanted] = useState(false);
  const whole = useQuery({ ...stepPayloadQuery(slug, run, node, part), enabled: wanted });
  if (whole.data?.kind === "inline") return <JsonView value={whole.data.value} label={label} fileName={fileName} leaf={hiddenLeaves(run, { node, part }, whole.data.hidden)} />;
  if (whole.data?.kind === "shape" && whole.data.shape !== null) return <ShapeView shape={whole.data.shape} label={label} />;
  return (
    <>
      <div className="row wrap">
        <span className="small muted">{formatBytes(size)}, too large to show at once.</span>
        <Button size="s" busy={whole.isFetching} onClick={() => (wanted ? void whole.refetch() : setWanted(true))}>{whole.isFetching ? "Reading" : "Show all"}</Button>
      </div>
      {whole.isError && !whole.isFetching ? <Notice mark="failed" live>{errorText(whole.error)}</Notice> : null}
    </>
  );
}
