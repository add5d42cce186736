import { StatusLabel } from "#components/ui/status-label.tsx";
import type { RunStatus, StepRun } from "#lib/contracts/runs.schema.ts";
import { signalOf, wordOf } from "./run-words.ts";

export function RunStatusLabel({ status }: { status: RunStatus | StepRun["status"] }) {
  return <StatusLabel mark={signalOf(status)}>{wordOf(status)}</StatusLabel>;
}
