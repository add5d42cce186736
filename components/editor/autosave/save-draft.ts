import { RequestError, request } from "#lib/client/request.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Draft, SaveOutcome } from "./autosave.ts";

/** One save over HTTP, with its failures told apart. */
export async function saveDraft(flow: string, draft: { baseRevision: number; document: FlowDocument; name: string }): Promise<SaveOutcome> {
  try {
    const { draftRevision, ...facts } = await request("PUT /api/v1/flows/{flow}/draft", { flow, ...draft });
    return { kind: "saved", draftRevision, facts };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.code === "conflict") return { kind: "conflict" };
    if (error.code === "offline" || error.status === 503 || error.status === 502) return { kind: "offline" };
    return { kind: "failed", message: error.message };
  }
}

/** What the server has now; null when it does not answer. */
export async function loadDraft(flow: string): Promise<Draft | null> {
  try {
    return await request("GET /api/v1/flows/{flow}", { flow });
  } catch (error) {
    if (error instanceof RequestError) return null;
    throw error;
  }
}
