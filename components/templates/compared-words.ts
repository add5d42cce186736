import { unreachable } from "#lib/assert.ts";
import type { Compared } from "#lib/flow/templates/compare-run.ts";

/** Of a step, as the run has it: `succeeded, at yes`. */
function stepWords(came: string): string {
  const [status = "", port] = came.split(", at ");
  const done = status === "succeeded" ? "ran" : status === "skipped" || status === "did not run" ? "was not needed" : status;
  return port === undefined || port === "out" ? done : `${done} and went on at “${port}”`;
}

/** What a test-run did, or would have done, where it is as expected: a sentence without its subject, which is `what`. */
export function comparedWords({ of, came }: Pick<Compared, "of" | "came">): string {
  switch (of) {
    case "run":
      return came;
    case "answer":
      return `would be ${came}`;
    case "body":
      return `would be ${came}`;
    case "step":
      return stepWords(came);
    case "writes":
      return came === "0 writes" ? "would write nothing" : `would do ${came}`;
    default:
      return unreachable(of);
  }
}
