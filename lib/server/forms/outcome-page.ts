import type { FormSetup } from "#lib/connectors/form-setup.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { Reply } from "../answers/reply.ts";
import { type FormPage, refusalPage, thanksPage } from "./form-page.ts";
import { type Html, html } from "./html.ts";

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a flow responds with, as text: a sentence, or names with their values. */
function said(body: Json): Html {
  if (!isJsonObject(body)) return html`<p class="notice is-good text" role="status">${textOf(body)}</p>`;
  const { message, title: _title, ...rest } = body;
  const rows = Object.entries(rest).filter(([, value]) => value !== null);
  return html`${message !== undefined && message !== null && html`<p class="notice is-good text" role="status">${textOf(message)}</p>`}
${rows.length > 0 && html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd class="text">${textOf(value)}</dd>`)}</dl>`}`;
}

function bodyOf({ body, headers }: Reply): Json {
  if (body === "") return null;
  return headers["content-type"]?.startsWith("application/json") === true ? (JSON.parse(body) as Json) : body;
}

/** Who fills in a form waits while its flow works: the page asks again by itself. */
export function waitingPage(setup: FormSetup): FormPage {
  const main = html`<h1>${setup.title}</h1>
<p class="notice is-good text" role="status">Your answers have arrived, and are being worked on.</p>
<p class="muted">This page looks again by itself. You may close it and come back to its address.</p>`;
  return { status: 200, title: `Being worked on: ${setup.title}`, main };
}

/** What the flow's answer looks like to whoever filled in the form. */
export function outcomePage(setup: FormSetup, reply: Reply): FormPage {
  const body = bodyOf(reply);
  const isOurs = isJsonObject(body) && isJsonObject(body["error"]) && reply.status >= 500;
  if (isOurs) return refusalPage(reply.status, setup.title, "Your answers have arrived, but could not be dealt with just now. Whoever made this form can see why; you do not have to send them again.");
  if (reply.status >= 400) return refusalPage(reply.status, setup.title, isJsonObject(body) ? textOf(body["message"] ?? "This could not be done.") : body === null ? "This could not be done." : textOf(body));
  if (body === null) return thanksPage(setup);
  const heading = isJsonObject(body) && typeof body["title"] === "string" ? body["title"] : setup.title;
  return { status: 200, title: heading, main: html`<h1>${heading}</h1>\n${said(body)}` };
}
