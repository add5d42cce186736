import type { FormField } from "#lib/connectors/form-field.ts";
import { setOwn } from "#lib/flow/bindings/resolve.ts";
import { takeForm } from "#lib/flow/form/take-form.ts";
import { typedValue } from "#lib/flow/form/typed-value.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { Result } from "#lib/result.ts";
import { openedInput, submissionInput, trapInput } from "./form-page.ts";

export interface Submission {
  /** The showing of the page that it was sent from; null when it does not say. */
  submission: string | null;
  /** What it says of when the page was shown. */
  opened: string | null;
  /** Something that people do not see was filled in. */
  isTrapped: boolean;
  /** By field name, as it was sent; names that the form does not have too. */
  typed: JsonObject;
  taken: Result<JsonObject, ReadonlyMap<string, string>>;
}

function valueOf(field: FormField, sent: Json): Json {
  if (typeof sent !== "string") return sent;
  if (field.type === "boolean") return sent === "yes" ? true : sent === "no" ? false : sent;
  return typedValue(field, field.type === "long" ? sent.replaceAll("\r\n", "\n") : field.type === "email" ? sent.trim() : sent);
}

/** What a form-encoded body says, by the form's fields. */
export function readSubmission(fields: readonly FormField[], body: Json): Submission {
  const sent = isJsonObject(body) ? body : {};
  const hidden = (name: string): Json | undefined => (Object.hasOwn(sent, name) ? sent[name] : undefined);
  const [id, opened, trap] = [submissionInput, openedInput, trapInput].map(hidden);
  const byName = new Map(fields.map((field) => [field.name, field]));
  const typed: JsonObject = {};
  const values: JsonObject = {};
  for (const [name, value] of Object.entries(sent)) {
    if (name === submissionInput || name === openedInput || name === trapInput) continue;
    const field = byName.get(name);
    setOwn(typed, name, value);
    setOwn(values, name, field === undefined ? value : valueOf(field, value));
  }
  return { submission: typeof id === "string" && /^[\w-]{20,64}$/.test(id) ? id : null, opened: typeof opened === "string" ? opened : null, isTrapped: trap !== undefined && trap !== "", typed, taken: takeForm(fields, values) };
}
