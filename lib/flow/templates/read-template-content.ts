import type { z } from "zod";
import { isJsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { FlowDocument, schemaVersion } from "../document.schema.ts";
import { type ReadProblem, readDocument } from "../migrations/read-document.ts";
import { isStorable } from "./is-storable.ts";
import { TemplateContent, templateFormat } from "./template-content.schema.ts";

type Issue = z.core.$ZodIssue;

function problemsOf(issues: readonly Issue[], within: string[] = []): ReadProblem[] {
  return issues.slice(0, 20).map((issue) => ({ at: [...within, ...issue.path.map(String)].join("."), message: issueWords(issue) }));
}

/** A document of this schema or an earlier one says its own problems; of a later one, that it is that. */
function documentProblems(value: unknown, problems: readonly ReadProblem[]): ReadProblem[] {
  const parsed = isJsonObject(value) && problems.every(({ at }) => at !== "schemaVersion") ? FlowDocument.safeParse({ ...value, schemaVersion }) : null;
  if (parsed?.success === false) return problemsOf(parsed.error.issues, ["document"]);
  return problems.map(({ at, message }) => ({ at: at === "" ? "document" : `document.${at}`, message }));
}

/** What the schema says, for people who have a file and not its format. */
function issueWords(issue: Issue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `It has ${issue.keys.length === 1 ? "a field" : "fields"} that a template does not have: ${issue.keys.slice(0, 5).map((key) => `“${key.slice(0, 60)}”`).join(", ")}.`;
    case "too_big":
      return `There is more than a template may have: at most ${Number(issue.maximum).toLocaleString("en-GB")}.`;
    case "invalid_type":
      return issue.input === undefined ? "Something that a template has is missing." : "Something else stands here than a template has.";
    case "invalid_value":
    case "invalid_union":
    case "invalid_format":
      return "Something else stands here than a template has.";
    default:
      return issue.message;
  }
}

/** The only way a template's content comes in, from the database, a file or another instance: migrate, then parse. */
export function readTemplateContent(value: unknown): Result<TemplateContent, ReadProblem[]> {
  if (!isJsonObject(value)) return fail([{ at: "", message: "A template file holds one JSON object." }]);
  if (!isStorable(value)) return fail([{ at: "", message: "It holds a character that cannot be stored (U+0000, or half of a pair)." }]);
  const { format } = value;
  if (typeof format !== "number") return fail([{ at: "format", message: "This is not a template file of Millrace: it does not say its format." }]);
  if (format > templateFormat) return fail([{ at: "format", message: `The template was made by a newer Millrace (format ${format}, this one reads up to ${templateFormat}). Update Millrace to use it.` }]);
  const document = readDocument(value["document"]);
  if (!document.ok) return fail(documentProblems(value["document"], document.problem));
  const parsed = TemplateContent.safeParse({ ...value, document: document.value });
  if (parsed.success) return ok(parsed.data);
  return fail(problemsOf(parsed.error.issues));
}
