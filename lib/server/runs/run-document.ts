import { findVersion } from "#db/queries/flows.ts";
import type { RunRow } from "#db/queries/runs.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { database } from "../database.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";

/** The document a run pins: its version, or a test-run's snapshot (SEMANTICS step-7). */
export async function runDocument(run: RunRow): Promise<FlowDocument> {
  if (run.version !== null) return storedDocument((await findVersion(database(), run.workspaceId, run.flowId, run.version))?.document);
  const hash = run.snapshot ?? "";
  return storedDocument((await readPayloads(runtime().pool, run, [hash])).get(hash));
}
