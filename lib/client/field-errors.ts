import { RequestError } from "./request.ts";

function isDetail(value: unknown): value is { at: string; message: string } {
  return typeof value === "object" && value !== null && "at" in value && typeof value.at === "string" && "message" in value && typeof value.message === "string";
}

/**
 * The messages of a refused form by field name, and by path for what lies deeper (`credential.host`); of one part of the
 * input when it is named. Empty when the error is about something else.
 */
export function fieldErrors(error: unknown, part?: string): Readonly<Record<string, string>> {
  if (!(error instanceof RequestError) || !Array.isArray(error.details)) return {};
  const found: Record<string, string> = {};
  for (const detail of error.details) {
    if (!isDetail(detail)) continue;
    const [of, field, ...deeper] = detail.at.split(".");
    if (field === undefined || (part !== undefined && of !== part)) continue;
    found[field] ??= detail.message;
    if (deeper.length > 0) found[[field, ...deeper].join(".")] ??= detail.message;
  }
  return found;
}
