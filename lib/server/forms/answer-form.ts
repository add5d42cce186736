import type { JsonObject } from "#lib/json.ts";
import { answerCaller } from "../answers/answer-caller.ts";
import { findKey } from "../answers/answer-key.ts";
import type { AnswerSettings } from "../answers/answer-settings.ts";
import { readAnswer } from "../answers/read-answer.ts";
import { replyOf } from "../answers/reply.ts";
import { readStatusToken, statusUrl } from "../answers/status-link.ts";
import type { Subscriber } from "../events/store-events.ts";
import type { FoundForm } from "./find-form.ts";
import { type FormPage, noForm, refusalPage } from "./form-page.ts";
import { outcomePage, waitingPage } from "./outcome-page.ts";

/** What a visitor is shown, or where the answer will be. */
export type Answered = { page: FormPage } | { later: string };

/** The unguessable part of the address where the answer will be. */
function tokenOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** Runs the flow while the visitor waits, and shows what it responds; what is sent twice from one showing of the page gets one answer. */
export async function answerForm({ flowId, setup, workspaceId }: FoundForm, subscriber: Subscriber, answer: AnswerSettings, sent: { input: JsonObject; dedupeId: string | null; requestId: string }): Promise<Answered> {
  const key = sent.dedupeId === null ? null : { key: sent.dedupeId, sent: sent.dedupeId };
  const reply = await answerCaller({ requestId: sent.requestId, workspaceId, input: sent.input, source: `form:${flowId}`, name: "form", subscriber: { ...subscriber, answerMs: answer.ms }, key });
  // An answer of the flow's own names its run.
  if (reply.status === 409 && reply.headers["millrace-run"] === undefined && key !== null) {
    const first = await findKey({ ...key, workspaceId, flowId });
    if (first !== null) return { later: tokenOf(statusUrl(workspaceId, first.eventId)) };
  }
  const { location } = reply.headers;
  if (reply.status === 202 && location !== undefined && readStatusToken(tokenOf(location)) !== null) return { later: tokenOf(location) };
  return { page: outcomePage(setup, reply) };
}

/** How what was sent stands, for whoever has the address of its answer; `looksAgain` while there is none. */
export async function standingPage({ setup, workspaceId }: FoundForm, token: string, requestId: string): Promise<FormPage & { looksAgain?: true }> {
  const named = readStatusToken(token);
  const standing = named !== null && named.workspaceId === workspaceId ? await readAnswer(workspaceId, named.eventId) : null;
  if (standing === null) return noForm();
  if (standing.isGone) return refusalPage(410, setup.title, "Your answers were dealt with; what was answered is not kept.");
  if (standing.outcome === null || standing.runId === null) return { ...waitingPage(setup), looksAgain: true };
  return outcomePage(setup, replyOf(standing.outcome, standing.runId, requestId));
}
