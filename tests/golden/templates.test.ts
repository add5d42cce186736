import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { schemaVersion } from "#lib/flow/document.schema.ts";
import { contentProblems } from "#lib/flow/templates/content-problems.ts";
import { fillTemplate } from "#lib/flow/templates/fill-template.ts";
import { readTemplateContent } from "#lib/flow/templates/read-template-content.ts";
import { type TemplateContent, templateFormat } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";

/** Template files as each format was exported: they must be taken for ever. A file here is never edited. */
const files = globSync("template-*/*.json", { cwd: import.meta.dirname }).toSorted();

const load = (file: string): TemplateContent => JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")) as TemplateContent;

const answers: Record<string, Json> = { url: "https://api.example.com/", email: "ada@example.com", number: 1, boolean: true, json: {} };

test("there are files of the format that is written now", () => {
  expect(files.filter((file) => file.startsWith(`template-${templateFormat}/`)).length).toBeGreaterThan(0);
});

describe.each(files)("%s", (file) => {
  const saved = load(file);
  const read = readTemplateContent(saved);

  test("is taken, and stays as it is when this version writes it", () => {
    expect(read).toMatchObject({ ok: true, value: { format: templateFormat, document: { schemaVersion } } });
    if (!read.ok) return;
    expect(contentProblems(read.value, nodeTypes)).toEqual([]);
    if (saved.format === templateFormat && saved.document.schemaVersion === schemaVersion) expect(read.value).toStrictEqual(saved);
    expect(readTemplateContent(JSON.parse(JSON.stringify(read.value)))).toStrictEqual(read);
  });

  test("is filled with answers to all it asks", () => {
    if (!read.ok) throw new Error("It is not taken.");
    const parameters = Object.fromEntries(read.value.parameters.map(({ key, type, default: standard, options }) => [key, standard ?? (options?.from === "list" ? (options.values[0] ?? "") : (answers[type] ?? "public.orders"))]));
    const connections = Object.fromEntries(read.value.connections.map(({ key }) => [key, "conn_00000000000000000000000000"]));
    const filled = fillTemplate(read.value, { parameters, connections });
    expect(filled).toMatchObject({ ok: true });
    for (const { nodes } of read.value.connections) for (const node of nodes) expect(filled.ok && filled.value.nodes.find(({ id }) => id === node)?.connection).toBe("conn_00000000000000000000000000");
  });
});
