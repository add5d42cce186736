import { RequestError } from "./request.ts";

function isDetail(value: unknown): value is { at: string; message: string } {
  return typeof value === "object" && value !== null && "at" in value && typeof value.at === "string" && "message" in value && typeof value.message === "string";
}

/** The messages of a refused form by field name; empty when the error is about something else. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof RequestError) || !Array.isArray(error.details)) return {};
  const found: Record<string, string> = {};
  for (const detail of error.details) {
    if (!isDetail(detail)) continue;
    const field = detail.at.split(".")[1];
    if (field !== undefined) found[field] ??= detail.message;
  }
  return found;
}
