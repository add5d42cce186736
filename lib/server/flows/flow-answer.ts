import { randomBytes } from "node:crypto";
import type { FlowRow } from "#db/queries/flows.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { runtime } from "../runtime.ts";

/** 144 random bits: a hook cannot be found by trying. */
export function newHookPath(): string {
  return randomBytes(18).toString("base64url");
}

export function flowNotFound(): AppError {
  return new AppError("not_found", "There is no such flow in this workspace.");
}

/** The facts of a flow that list and page share. */
export function flowFacts(row: FlowRow) {
  return {
    id: row.id,
    name: row.name,
    pattern: row.pattern,
    liveVersion: row.liveVersion,
    draftRevision: row.draftRevision,
    draftAhead: row.publishedRevision !== row.draftRevision,
    paused: row.pausedAt === null ? null : { reason: row.pausedReason ?? "", at: row.pausedAt.toISOString() },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    keep: { days: row.keepDays, megabytes: row.keepMegabytes },
    fieldRules: row.fieldRules,
  };
}

/** A stored document, migrated. One that cannot be read is a defect, and is said to be one. */
export function storedDocument(value: unknown): FlowDocument {
  const read = readDocument(value);
  if (read.ok) return read.value;
  throw new AppError("internal", `This document cannot be opened: ${read.problem[0]?.message ?? "unknown"}`);
}

/** Where requests to a flow, and its form, are. */
export function addressesOf({ hookPath }: Pick<FlowRow, "hookPath">): { hookUrl: string; formUrl: string } {
  const { publicUrl } = runtime().env;
  return { hookUrl: `${publicUrl}/api/hooks/${hookPath}`, formUrl: `${publicUrl}/f/${hookPath}` };
}

export function flowAnswer(row: FlowRow): Flow {
  return {
    ...flowFacts(row),
    document: storedDocument(row.draft),
    ...addressesOf(row),
    updatedBy: row.updatedBy,
  };
}
