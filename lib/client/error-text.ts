import { RequestError } from "./request.ts";

/** What to tell the reader: the API's own sentence, which says what to do next. */
export function errorText(error: unknown): string {
  if (error instanceof RequestError) return error.message;
  return "This page failed on its own account. Reload it; what you saved is kept.";
}
