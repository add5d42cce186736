import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";

type Run = Pick<RunDetail, "kind" | "steps">;

/** What to try when a step of a test-run failed for want of a value that steps which were not run would have given; null otherwise. */
export function testAdvice(run: Run, step: Pick<StepRun, "error">): string | null {
  if (run.kind !== "test" || step.error?.class !== "reference_missing") return null;
  const standing = run.steps.filter((other) => other.simulated && other.planned !== null && other.status === "succeeded").map((other) => `“${other.name}”`);
  if (standing.length === 0) return null;
  const names = standing.length === 1 ? standing[0] : `${standing.slice(0, -1).join(", ")} and ${standing.at(-1)}`;
  return `${names} ${standing.length === 1 ? "was" : "were"} not run, so ${standing.length === 1 ? "an example or a mock stands" : "examples or mocks stand"} in. Mock ${standing.length === 1 ? "it" : "them"} with what ${standing.length === 1 ? "it" : "they"} really give${standing.length === 1 ? "s" : ""}.`;
}
