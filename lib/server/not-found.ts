import { AppError } from "#lib/errors.ts";

/** The one answer for what is missing, foreign or of an impossible id, so that nobody learns which it was. */
export function notFound(): AppError {
  return new AppError("not_found", "There is nothing here, or this account cannot see it. Check the address and the workspace.");
}
