import { isJsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { type ReadProblem, readDocument } from "../migrations/read-document.ts";
import { isStorable } from "./is-storable.ts";
import { TemplateContent, templateFormat } from "./template-content.schema.ts";

/** The only way a template's content comes in, from the database, a file or another instance: migrate, then parse. */
export function readTemplateContent(value: unknown): Result<TemplateContent, ReadProblem[]> {
  if (!isJsonObject(value)) return fail([{ at: "", message: "A template file holds one JSON object." }]);
  if (!isStorable(value)) return fail([{ at: "", message: "It holds a character that cannot be stored (U+0000, or half of a pair)." }]);
  const { format } = value;
  if (typeof format !== "number") return fail([{ at: "format", message: "This is not a template file of Millrace: it does not say its format." }]);
  if (format > templateFormat) return fail([{ at: "format", message: `The template was made by a newer Millrace (format ${format}, this one reads up to ${templateFormat}). Update Millrace to use it.` }]);
  const document = readDocument(value["document"]);
  if (!document.ok) return fail(document.problem.map(({ at, message }) => ({ at: at === "" ? "document" : `document.${at}`, message })));
  const parsed = TemplateContent.safeParse({ ...value, document: document.value });
  if (parsed.success) return ok(parsed.data);
  return fail(parsed.error.issues.slice(0, 20).map((issue) => ({ at: issue.path.map(String).join("."), message: issue.message })));
}
