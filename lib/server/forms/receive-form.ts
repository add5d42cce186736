import { createHash, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FormSetup } from "#lib/connectors/form-setup.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { captureRequest } from "../hooks/capture-request.ts";
import { readHookBody } from "../hooks/read-hook-body.ts";
import { storeDelivery } from "../hooks/store-delivery.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { type Answered, answerForm } from "./answer-form.ts";
import type { FoundForm } from "./find-form.ts";
import { askPage, type Filled, type FormPage, noForm, thanksPage } from "./form-page.ts";
import { readSubmission, type Submission } from "./read-submission.ts";
import { countSubmission, openedToken, sinceOpened } from "./spam-limits.ts";

export function newSubmission(): string {
  return randomBytes(18).toString("base64url");
}

/** What was sent from one showing of the page: the same again is a duplicate, a changed one is not. */
function dedupeIdOf(submission: string, values: unknown): string {
  return createHash("sha256").update(JSON.stringify([submission, values])).digest("base64url");
}

/** What becomes of a form that was sent: an answer that is there or will be, thanks, or a page that says what is wrong. */
export type Received = Answered | { sent: true };

const tooMany = {
  visitor: "This form was sent many times from where you are, and this time nothing was stored. Come back in a while, then send it again.",
  everybody: "Very many are filling in this form just now, and nothing was stored. Wait a minute, then send it again.",
};

/** Why a form that was filled in rightly is not taken: a program sent it, or too many come. Null: it is taken. */
function spamPage(flowId: string, setup: FormSetup, filled: Filled, { isTrapped, opened }: Pick<Submission, "isTrapped" | "opened">, ip: string): FormPage | null {
  if (isTrapped) return askPage(setup, { ...filled, notice: "Something was filled in that people do not see, so nothing was stored. If it was not a program, send it again as it is now." }, 422);
  const age = setup.leastSeconds === 0 ? null : sinceOpened(flowId, opened);
  if (setup.leastSeconds > 0 && (age === null || age < setup.leastSeconds * 1_000)) {
    return askPage(setup, { ...filled, opened: age === null ? openedToken(flowId) : filled.opened, notice: "That was faster than people fill in a form, so nothing was stored. Look at it once more, then send it again." }, 422);
  }
  const { seconds, who } = countSubmission(flowId, setup, ip);
  return seconds === 0 ? null : { ...askPage(setup, { ...filled, notice: tooMany[who] }, 429), waitSeconds: seconds };
}

/**
 * Takes one filled-in form in. When it says `sent`, event, delivery and run are committed, now or before; with `later`
 * too, and the flow's answer comes; a page is the answer, or says why nothing runs.
 * @throws AppError malformed or unsupported_media_type for a body that no form sends.
 */
export async function receiveForm(form: FoundForm, body: Buffer, headers: IncomingHttpHeaders, ip: string): Promise<Received> {
  const { workspaceId, flowId, subscriber, captures, setup, answer } = form;
  const contentType = headers["content-type"] ?? "";
  const isForm = /^application\/x-www-form-urlencoded(?:;|$)/i.test(contentType) && (headers["content-encoding"] ?? "identity") === "identity";
  if (!isForm) throw new AppError("unsupported_media_type", "Only what the form's page sends is taken in. Open the form and send it from there.");
  const submitted = readSubmission(setup.fields, readHookBody(body, contentType));
  const { submission, typed, taken, opened } = submitted;
  const filled: Filled = { submission: submission ?? newSubmission(), opened: opened ?? openedToken(flowId), typed, problems: new Map() };
  if (!taken.ok) {
    const isChanged = [...taken.problem.keys()].some((name) => !setup.fields.some((field) => field.name === name));
    return { page: askPage(setup, { ...filled, problems: taken.problem, ...(isChanged ? { notice: "Nothing was sent yet: the form has changed since you opened it. Look at it again, then send it." } : {}) }, 422) };
  }
  const spam = spamPage(flowId, setup, filled, submitted, ip);
  if (spam !== null) return { page: spam };
  const id = newId("event");
  const input = { id, submittedAt: new Date().toISOString(), fields: taken.value };
  const dedupeId = submission === null ? null : dedupeIdOf(submission, taken.value);
  const payload = packPayload(input);
  try {
    if (subscriber === null) {
      const captured = await transaction((client) => captureRequest(client, workspaceId, flowId, payload));
      return { page: captured === null ? noForm() : thanksPage(setup, "Captured, not run: the flow is not published.") };
    }
    if (answer !== null && subscriber.status === "paused") return { page: askPage(setup, { ...filled, notice: "This form is closed for now, and nothing was stored. Try again later." }, 503) };
    if (answer !== null) {
      if (captures) await transaction((client) => captureRequest(client, workspaceId, flowId, payload));
      return await answerForm(form, subscriber, answer, { input, dedupeId, requestId: newId("request") });
    }
    await storeDelivery(workspaceId, subscriber, { id, source: `form:${flowId}`, name: "form", dedupeId, payload }, async (client) => {
      if (captures) await captureRequest(client, workspaceId, flowId, payload);
    });
    return { sent: true };
  } catch (err) {
    runtime().log.error({ err, flow: flowId }, "form.failed");
    return { page: askPage(setup, { ...filled, notice: "It could not be stored just now, and nothing was kept of it. Send it again in a few seconds." }, 503) };
  }
}
