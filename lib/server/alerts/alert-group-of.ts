import type { RunError } from "#lib/flow/run-error.ts";
import { failureFingerprint } from "../runs/failure-fingerprint.ts";

/** What makes two failures of a flow the same, as where failures are listed by cause. */
export function alertGroupOf(error: RunError | null): string {
  return error === null ? "" : failureFingerprint(error);
}
