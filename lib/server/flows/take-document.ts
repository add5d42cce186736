import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";

/**
 * A document that came in by the API: old ones are migrated, unreadable ones refused with where and why. Issues such
 * as a missing field do not refuse a draft: work in progress is kept, and publishing says what is missing.
 */
export function takeDocument(value: unknown): FlowDocument {
  const read = readDocument(value);
  if (read.ok) return read.value;
  throw new AppError("invalid", `The document cannot be taken: ${read.problem[0]?.message ?? "it is not a flow document"}`, { details: read.problem });
}
