import type { FormField } from "#lib/connectors/form-field.ts";
import type { FormSetup } from "#lib/connectors/form-setup.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { type Html, html } from "./html.ts";

/** What a page says: its title, what stands in its main part, and what it is answered with. */
export interface FormPage {
  status: number;
  /** Seconds, when sending it again needs time. */
  waitSeconds?: number;
  title: string;
  main: Html;
}

/** The hidden input that names one showing of the page; no field can be called so. */
export const submissionInput = ":submission";
/** When the page was shown, signed. */
export const openedInput = ":opened";
/** People do not see it: what is in it was filled in by a program. */
export const trapInput = ":website";

export interface Filled {
  /** One showing of the page: what is sent twice from it counts once. */
  submission: string;
  /** When it was shown, signed. */
  opened: string;
  /** By field name, as they were typed; null: nobody typed yet. */
  typed: JsonObject | null;
  problems: ReadonlyMap<string, string>;
  /** Said above the form when its fields do not say it. */
  notice?: string;
}

function control(field: FormField, typed: Json | undefined, attributes: Html): Html {
  const value = typeof typed === "string" ? typed : "";
  switch (field.type) {
    case "boolean":
      return html`<input type="checkbox" ${attributes} value="yes"${typed === "yes" && html` checked`}>`;
    case "long":
      // A first line break would be taken as part of the tag.
      return html`<textarea rows="5" maxlength="20000" ${attributes}>${"\n"}${value}</textarea>`;
    case "choice":
      return html`<select ${attributes}><option value="">Choose</option>${field.options.map((option) => html`<option${option === value && html` selected`}>${option}</option>`)}</select>`;
    case "number":
      return html`<input inputmode="decimal" autocomplete="off" maxlength="100" ${attributes} value="${value}">`;
    case "date":
      return html`<input type="date" ${attributes} value="${value}">`;
    case "email":
      return html`<input type="email" autocomplete="email" maxlength="320" ${attributes} value="${value}">`;
    case "text":
      return html`<input maxlength="20000" ${attributes} value="${value}">`;
  }
}

function row(field: FormField, filled: Filled, isFirstWrong: boolean): Html {
  const { name, type, required, help } = field;
  const label = field.label === "" ? name : field.label;
  const problem = filled.problems.get(name);
  const described = [problem !== undefined && `${name}-error`, help !== "" && `${name}-help`].filter((id) => id !== false).join(" ");
  const preset = type === "boolean" ? (field.default === true ? "yes" : "") : String(field.default ?? "");
  const attributes = html`id="${name}" name="${name}"${required && type !== "boolean" && html` aria-required="true"`}${problem !== undefined && html` aria-invalid="true"`}${described !== "" && html` aria-describedby="${described}"`}${isFirstWrong && html` autofocus`}`;
  const input = control(field, filled.typed === null ? preset : Object.hasOwn(filled.typed, name) ? filled.typed[name] : "", attributes);
  const optional = !required && type !== "boolean" && html` <span class="muted">(optional)</span>`;
  const caption = html`<label for="${name}">${label}${optional}</label>`;
  return html`<div class="row${type === "boolean" && " is-check"}">${type === "boolean" ? [input, caption] : [caption, input]}
${problem !== undefined && html`<p class="error" id="${name}-error">${problem}</p>`}${help !== "" && html`<p class="muted" id="${name}-help">${help}</p>`}</div>
`;
}

/** The form as it is asked, or with what was typed and what is wrong about it. */
export function askPage(setup: FormSetup, filled: Filled, status: number): FormPage {
  const firstWrong = setup.fields.find((field) => filled.problems.has(field.name))?.name;
  const notice = filled.notice ?? (firstWrong === undefined ? undefined : "Nothing was sent yet. Change what is marked, then send it again.");
  const main = html`<h1>${setup.title}</h1>
${setup.description.trim() !== "" && html`<p class="text">${setup.description}</p>`}
${notice !== undefined && html`<p class="notice" role="alert">${notice}</p>`}
<form method="post" accept-charset="utf-8" novalidate>
<input type="hidden" name="${submissionInput}" value="${filled.submission}">
<input type="hidden" name="${openedInput}" value="${filled.opened}">
<div class="trap" aria-hidden="true"><label>Website<input name="${trapInput}" tabindex="-1" autocomplete="off"></label></div>
${setup.fields.map((field) => row(field, filled, field.name === firstWrong))}
<button>${setup.button}</button>
</form>`;
  return { status, title: firstWrong === undefined ? setup.title : `Not sent yet: ${setup.title}`, main };
}

/** After sending. `note`: what whoever made the form should know about it. */
export function thanksPage(setup: FormSetup, note?: string): FormPage {
  const main = html`<h1>${setup.title}</h1>
<p class="notice is-good text" role="status">${setup.thanks.trim() === "" ? "Sent." : setup.thanks}</p>${note !== undefined && html`
<p class="muted">${note}</p>`}`;
  return { status: 200, title: `Sent: ${setup.title}`, main };
}

/** One answer for everything that is not there, so that nothing can be learnt from it. */
export function noForm(): FormPage {
  return refusalPage(404, "There is no form here", "Check the address, or ask whoever gave it to you.");
}

/** Why there is no form to fill in. */
export function refusalPage(status: number, title: string, says: string): FormPage {
  return { status, title, main: html`<h1>${title}</h1>\n<p>${says}</p>` };
}
