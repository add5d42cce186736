import { AppError } from "#lib/errors.ts";
import type { UserContext } from "#lib/server/context.ts";

/** The first line of every use case under `/admin`. */
export function demandInstanceAdmin(context: UserContext): void {
  if (!context.actor.instanceAdmin) throw new AppError("forbidden", "Only the admin of this instance may do that.");
}
