import type { RunStatus, StepRun } from "#lib/contracts/runs.schema.ts";
import type { Signal } from "#components/ui/signal.ts";

type Status = RunStatus | StepRun["status"];

const signals: Record<Status, Signal> = {
  queued: "skipped", running: "running", waiting: "waiting", succeeded: "success", failed: "failed", cancelled: "cancelled", skipped: "skipped",
};

const words: Record<Status, string> = {
  queued: "Queued", running: "Running", waiting: "Waiting", succeeded: "Succeeded", failed: "Failed", cancelled: "Cancelled", skipped: "Skipped",
};

export function isStatus(status: string): status is Status {
  return Object.hasOwn(words, status);
}

export function signalOf(status: Status): Signal {
  return signals[status];
}

export function wordOf(status: Status): string {
  return words[status];
}

/** Nothing more will happen in it. */
export function isFinal(status: Status): boolean {
  return status !== "queued" && status !== "running" && status !== "waiting";
}

/** A test-run runs the draft as it was then, and has no version. */
export function versionInWords(version: number | null): string {
  return version === null ? "Draft" : String(version);
}
