import type { SampleRow } from "#db/queries/samples.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { outputFingerprint } from "./output-fingerprint.ts";

export function sampleNotFound(): AppError {
  return new AppError("not_found", "There is no such sample of this flow.");
}

/** A step's samples at most; older ones are the user's to delete. */
export const samplesPerStep = 50;

export function sampleAnswer(row: SampleRow, draft: FlowDocument): Sample {
  return {
    id: row.id, node: row.nodeId, name: row.name, size: row.size, origin: row.origin,
    stale: outputFingerprint(draft, row.nodeId) !== row.fingerprint, createdBy: row.createdBy, createdAt: row.createdAt.toISOString(),
  };
}
