import type { VersionRow } from "#db/queries/flows.ts";
import type { FlowVersion } from "#lib/contracts/flows.schema.ts";
import { AppError } from "#lib/errors.ts";

export function versionAnswer(row: VersionRow): FlowVersion {
  return { number: row.number, message: row.message, publishedAt: row.publishedAt.toISOString(), publishedBy: row.publishedBy };
}

export function versionNotFound(): AppError {
  return new AppError("not_found", "There is no such version in this workspace.");
}
