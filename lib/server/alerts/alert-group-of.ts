import type { RunError } from "#lib/flow/run-error.ts";

/** What makes two failures of a flow the same: failed step, class and code. */
export function alertGroupOf(error: RunError | null): string {
  return [error?.node ?? "", error?.class ?? "", error?.code ?? ""].join("/");
}
