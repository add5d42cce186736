import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#lib/errors.ts";
import { demandRoom, holdBack, secondsToWait } from "../hooks/demand-room.ts";
import { readBody } from "../hooks/read-body.ts";
import { runtime } from "../runtime.ts";
import { findForm } from "./find-form.ts";
import { answerElsewhere, answerPage } from "./form-answer.ts";
import { askPage, noForm, refusalPage, thanksPage } from "./form-page.ts";
import { newSubmission, receiveForm } from "./receive-form.ts";

export const formPrefix = "/f/";

/** After its name, what the page shows once it was sent. */
const sent = "sent";

function answerError(response: ServerResponse, error: unknown): void {
  if (AppError.is(error) && error.code === "limit") {
    const page = refusalPage(429, "Too many at once", "Nothing was stored. Go back, wait a few seconds and send it again.");
    return answerPage(response, page, { "retry-after": String(secondsToWait()) });
  }
  if (AppError.is(error) && error.httpStatus < 500) {
    // What was not read of a refused body must not be taken for the next request.
    const page = refusalPage(error.httpStatus, "This cannot be taken in", error.code === "too_large" ? "It is larger than a form may be. Go back, shorten it and send it again." : error.message);
    return answerPage(response, page, { connection: "close" });
  }
  runtime().log.error({ err: error }, "form.failed");
  answerPage(response, refusalPage(503, "The form is not there just now", "Nothing was stored. Go back and try again in a few seconds."), { "retry-after": "5", connection: "close" });
}

/** Answers a request under `/f/` on the web process's own server, before Next: a page of plain HTML, which needs no script. */
export async function handleForm(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    demandRoom();
    const url = new URL(request.url ?? "/", "http://form.internal");
    const method = request.method ?? "GET";
    const body = method === "POST" ? await readBody(request) : null;
    const path = url.pathname.slice(formPrefix.length);
    const found = await findForm(path);
    if (found === null) return answerPage(response, noForm());
    if (body !== null) {
      const shown = await receiveForm(found, body, request.headers);
      return shown === null ? answerElsewhere(response, `${formPrefix}${path}?${sent}`) : answerPage(response, shown, shown.status === 503 ? { "retry-after": "5" } : {});
    }
    if (method !== "GET" && method !== "HEAD") return answerPage(response, refusalPage(405, "This does nothing here", "Open the form and send it from there."), { allow: "GET, HEAD, POST" });
    answerPage(response, url.searchParams.has(sent) ? thanksPage(found.setup) : askPage(found.setup, { submission: newSubmission(), typed: null, problems: new Map() }, 200));
  } catch (error) {
    if (AppError.is(error) && error.code === "limit") await holdBack();
    if (!response.headersSent && !response.destroyed) answerError(response, error);
  }
}
