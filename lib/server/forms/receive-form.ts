import { createHash, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { captureRequest } from "../hooks/capture-request.ts";
import { readHookBody } from "../hooks/read-hook-body.ts";
import { storeDelivery } from "../hooks/store-delivery.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import type { FoundForm } from "./find-form.ts";
import { askPage, type Filled, type FormPage, noForm, thanksPage } from "./form-page.ts";
import { readSubmission } from "./read-submission.ts";

export function newSubmission(): string {
  return randomBytes(18).toString("base64url");
}

/** What was sent from one showing of the page: the same again is a duplicate, a changed one is not. */
function dedupeIdOf(submission: string, values: unknown): string {
  return createHash("sha256").update(JSON.stringify([submission, values])).digest("base64url");
}

/**
 * Takes one filled-in form in. null: event, delivery and run are committed, now or before; a page: nothing runs, and it says why.
 * @throws AppError malformed or unsupported_media_type for a body that no form sends.
 */
export async function receiveForm({ workspaceId, flowId, subscriber, captures, setup }: FoundForm, body: Buffer, headers: IncomingHttpHeaders): Promise<FormPage | null> {
  const contentType = headers["content-type"] ?? "";
  const isForm = /^application\/x-www-form-urlencoded(?:;|$)/i.test(contentType) && (headers["content-encoding"] ?? "identity") === "identity";
  if (!isForm) throw new AppError("unsupported_media_type", "Only what the form's page sends is taken in. Open the form and send it from there.");
  const { submission, typed, taken } = readSubmission(setup.fields, readHookBody(body, contentType));
  const filled: Filled = { submission: submission ?? newSubmission(), typed, problems: new Map() };
  if (!taken.ok) {
    const isChanged = [...taken.problem.keys()].some((name) => !setup.fields.some((field) => field.name === name));
    return askPage(setup, { ...filled, problems: taken.problem, ...(isChanged ? { notice: "Nothing was sent yet: the form has changed since you opened it. Look at it again, then send it." } : {}) }, 422);
  }
  const id = newId("event");
  const payload = packPayload({ id, submittedAt: new Date().toISOString(), fields: taken.value });
  try {
    if (subscriber === null) {
      const captured = await transaction((client) => captureRequest(client, workspaceId, flowId, payload));
      return captured === null ? noForm() : thanksPage(setup, "Captured, not run: the flow is not published.");
    }
    await storeDelivery(workspaceId, subscriber, { id, source: `form:${flowId}`, name: "form", dedupeId: submission === null ? null : dedupeIdOf(submission, taken.value), payload }, async (client) => {
      if (captures) await captureRequest(client, workspaceId, flowId, payload);
    });
    return null;
  } catch (err) {
    runtime().log.error({ err, flow: flowId }, "form.failed");
    return askPage(setup, { ...filled, notice: "It could not be stored just now, and nothing was kept of it. Send it again in a few seconds." }, 503);
  }
}
