import type { RefusalReason } from "#lib/contracts/refusals.schema.ts";
import { AppError } from "#lib/errors.ts";

/** A request that does not prove who sent it. The sender gets one answer for all reasons; the flow's people see which. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`A request was refused: ${reason}.`);
    this.name = "Refusal";
    this.reason = reason;
  }
}

/** The same for every reason, so that it helps nobody to come closer. */
export function unverified(): AppError {
  return new AppError("unauthorized", "This request is not verified, and nothing of it was stored. Check the secret and how the request is signed; the flow's trigger lists what was refused and why.");
}
