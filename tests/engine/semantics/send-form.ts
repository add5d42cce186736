import { present } from "#lib/assert.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { Reply } from "#lib/server/answers/reply.ts";
import { standingPage } from "#lib/server/forms/answer-form.ts";
import { findForm } from "#lib/server/forms/find-form.ts";
import type { FormPage } from "#lib/server/forms/form-page.ts";
import { receiveForm } from "#lib/server/forms/receive-form.ts";

/** What a visitor has in the end: a page, or where the answer will be. */
export interface Shown extends Reply {
  later: string | null;
}

const shown = ({ main, status }: FormPage): Shown => ({ status, headers: {}, body: JSON.stringify(main.html), later: null });

/** Somebody fills in the form at a path and waits; `showing` names one showing of its page. */
export async function sendForm(path: string, values: Json, showing: string | undefined): Promise<Shown> {
  const typed = Object.entries(isJsonObject(values) ? values : {}).map(([name, value]): [string, string] => [name, String(value)]);
  const body = new URLSearchParams([...typed, ...(showing === undefined ? [] : [[":submission", showing.padEnd(24, "0")] as [string, string]])]);
  const received = await receiveForm(present(await findForm(path), "the form"), Buffer.from(body.toString()), { "content-type": "application/x-www-form-urlencoded" }, "192.0.2.7");
  if ("page" in received) return shown(received.page);
  return { status: 303, headers: {}, body: "", later: "later" in received ? received.later : null };
}

/** The page that a visitor was sent to, as it is now. */
export async function revisitForm(path: string, token: string): Promise<Shown> {
  return shown(await standingPage(present(await findForm(path), "the form"), token, "req_revisit"));
}
