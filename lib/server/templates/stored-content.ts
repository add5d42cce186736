import { AppError } from "#lib/errors.ts";
import { readTemplateContent } from "#lib/flow/templates/read-template-content.ts";
import { ExpectedRun, type TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";

/** A stored content, migrated; samples that do not say what they come to have what was recorded of them. */
export function storedContent(value: unknown, recorded: { readonly [sample: string]: Json } = {}): TemplateContent {
  const read = readTemplateContent(value);
  if (!read.ok) throw new AppError("internal", `This template cannot be opened: ${read.problem[0]?.message ?? "unknown"}`);
  const samples = read.value.samples.map((sample) => ({ ...sample, expected: sample.expected ?? ExpectedRun.safeParse(recorded[sample.name]).data ?? null }));
  return { ...read.value, samples };
}
