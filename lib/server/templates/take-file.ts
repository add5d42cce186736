import { nodeTypes } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import { contentProblems } from "#lib/flow/templates/content-problems.ts";
import { readTemplateContent } from "#lib/flow/templates/read-template-content.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

/** A template file that somebody brings. @throws AppError invalid, with where and why it is refused. */
export function takeFile(file: unknown): TemplateContent {
  const read = readTemplateContent(file);
  const problems = read.ok ? contentProblems(read.value, nodeTypes) : read.problem;
  if (read.ok && problems.length === 0) return read.value;
  throw new AppError("invalid", `The template cannot be taken: ${problems[0]?.message ?? "it is not a template file."}`, { details: problems });
}
