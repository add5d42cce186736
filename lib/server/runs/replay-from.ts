import { AppError } from "#lib/errors.ts";
import type { ReplayFrom } from "./plan-replay.ts";

/** Where a caller wants a replay to begin. */
export function replayFrom(input: { from?: string | undefined; failed?: boolean | undefined }): ReplayFrom {
  if (input.failed === true && input.from !== undefined) throw new AppError("invalid", "Begin at a step or at what failed, not both.");
  return input.failed === true ? "failed" : input.from === undefined ? "start" : { step: input.from };
}
