import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { wordOf } from "./run-words.ts";

/** The step that ended the run before the others were done: a stop, a fail, or one whose failure nothing handled. */
function endedAt(run: RunDetail, types: NodeTypes): string | null {
  const node = run.status === "failed" ? run.error?.node : undefined;
  const step = node === undefined
    ? run.steps.find((candidate) => run.reason !== null && run.status === "succeeded" && types.get(candidate.type)?.built === "stop" && candidate.status === "succeeded")
    : run.steps.find((candidate) => candidate.node === node);
  return step?.name ?? null;
}

/** The run's state with the place where it ended: "Failed at Book payment", "Stopped at No stock". */
export function stateInWords(run: RunDetail, types: NodeTypes): string {
  const at = endedAt(run, types);
  if (run.status === "failed") return at === null ? "Failed" : `Failed at ${at}`;
  if (run.status === "succeeded" && run.reason !== null) return at === null ? "Stopped" : `Stopped at ${at}`;
  return wordOf(run.status);
}

/** Why it is over, for a run that did not simply come to its end; null for one that did, or is not over. */
export function endInWords(run: RunDetail): string | null {
  switch (run.status) {
    case "failed":
      return run.error?.message ?? "It failed, and the reason was not recorded.";
    case "cancelled":
      return run.reason ?? run.error?.message ?? "It was cancelled. What had happened by then stays as it is.";
    case "succeeded":
      return run.reason === null || run.reason === "" ? null : `Stopped: ${run.reason}`;
    case "queued":
    case "running":
    case "waiting":
      return null;
  }
}

/** "1 handled error": a step failed, and its error path was taken (SEMANTICS graph-4). */
export function handledInWords(count: number): string {
  return count === 1 ? "1 handled error" : `${count} handled errors`;
}
