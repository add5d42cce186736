import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { demandRoom, holdBack, secondsToWait } from "../hooks/demand-room.ts";
import { readBody } from "../hooks/read-body.ts";
import { clientAddress } from "../http/client-address.ts";
import { runtime } from "../runtime.ts";
import { findForm } from "./find-form.ts";
import { answerElsewhere, answerPage } from "./form-answer.ts";
import { standingPage } from "./answer-form.ts";
import { askPage, type FormPage, noForm, refusalPage, thanksPage } from "./form-page.ts";
import { newSubmission, receiveForm } from "./receive-form.ts";
import { openedToken } from "./spam-limits.ts";

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

/** Where a visitor finds the flow's answer; the page looks again while there is none. */
const answerAt = "answer";
const looksAgainSeconds = "2";

function waitOf({ status, waitSeconds }: FormPage): Record<string, string> {
  if (waitSeconds !== undefined) return { "retry-after": String(waitSeconds) };
  return status === 503 ? { "retry-after": "5" } : {};
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
    const { setup } = found;
    if (body !== null) {
      const received = await receiveForm(found, body, request.headers, clientAddress(request.socket.remoteAddress, [request.headers["x-forwarded-for"]].flat().at(-1)));
      if ("page" in received) return answerPage(response, received.page, waitOf(received.page), setup);
      return answerElsewhere(response, `${formPrefix}${path}?${"later" in received ? `${answerAt}=${received.later}` : sent}`);
    }
    if (method !== "GET" && method !== "HEAD") return answerPage(response, refusalPage(405, "This does nothing here", "Open the form and send it from there."), { allow: "GET, HEAD, POST" });
    const token = url.searchParams.get(answerAt);
    if (token !== null) {
      const { looksAgain, ...page } = await standingPage(found, token, newId("request"));
      return answerPage(response, page, looksAgain ? { refresh: looksAgainSeconds } : {}, setup);
    }
    answerPage(response, url.searchParams.has(sent) ? thanksPage(setup) : askPage(setup, { submission: newSubmission(), opened: openedToken(found.flowId), typed: null, problems: new Map() }, 200), {}, setup);
  } catch (error) {
    if (AppError.is(error) && error.code === "limit") await holdBack();
    if (!response.headersSent && !response.destroyed) answerError(response, error);
  }
}
