"use client";

import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { type Segment, Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";
import type { Run, RunStatus } from "#lib/contracts/runs.schema.ts";
import { signalOf, wordOf } from "./run-words.ts";

export const runStatuses: readonly RunStatus[] = ["queued", "running", "waiting", "succeeded", "failed", "cancelled"];

const segments: readonly Segment<RunStatus | "all">[] = [
  { value: "all", face: "All" },
  ...runStatuses.map((status) => ({ value: status, face: <><StatusMark mark={signalOf(status)} />{wordOf(status)}</> })),
];

const kinds: readonly Segment<Run["kind"]>[] = [{ value: "live", face: "Live" }, { value: "test", face: "Test runs" }];

export interface RunFiltersProps {
  kind: Run["kind"];
  status: RunStatus | undefined;
  flow: string | undefined;
  onKind: (kind: Run["kind"]) => void;
  onStatus: (status: RunStatus | undefined) => void;
  onFlow: (flow: string | undefined) => void;
}

export function RunFilters({ kind, status, flow, onKind, onStatus, onFlow }: RunFiltersProps) {
  const { slug } = useWorkspace();
  const names = useQuery(flowNamesQuery(slug)).data ?? [];
  const options = [{ value: "", label: "All flows" }, ...names.map(({ id, name }) => ({ value: id, label: name }))];
  if (flow !== undefined && !names.some(({ id }) => id === flow)) options.push({ value: flow, label: "One flow" });
  return (
    <div className="rl-bar">
      <Segmented label="Kind of run" value={kind} segments={kinds} onValue={onKind} />
      <div className="rl-scroll">
        <Segmented label="State" value={status ?? "all"} segments={segments} onValue={(value) => onStatus(value === "all" ? undefined : value)} />
      </div>
      <Select aria-label="Flow" value={flow ?? ""} options={options} onValue={(value) => onFlow(value === "" ? undefined : value)} />
    </div>
  );
}
