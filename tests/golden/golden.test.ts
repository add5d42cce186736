import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { ConfigValue, Layout, NodeSettings, schemaVersion } from "#lib/flow/document.schema.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";

/** Documents as each schema version saved them: they must open for ever. A file here is never edited. */
const files = globSync("schema-*/*.json", { cwd: import.meta.dirname }).toSorted();

/** The rules that keep a document from being published; what is not named here compiles. */
const blocked: Record<string, string[]> = {
  "empty.json": ["one-trigger"],
  "unfinished.json": ["field-required", "field-required"],
  "unfinished-2.json": ["field-required", "expression"],
  "unfinished-3.json": ["field-required", "expression"],
  "unknown-node.json": ["node-type"],
};

function load(file: string): { schemaVersion: number; nodes: { id: string }[] } {
  return JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"));
}

function versionOf(file: string): number {
  return Number(/^schema-(\d+)$/.exec(dirname(file))?.[1]);
}

describe.each(files)("%s", (file) => {
  const saved = load(file);

  test("opens", () => {
    const opened = readDocument(saved);
    expect(opened).toMatchObject({ ok: true, value: { schemaVersion } });
    expect(opened.ok && opened.value.nodes.map((node) => node.id)).toEqual(saved.nodes.map((node) => node.id));
  });

  test("is what that version saved, and stays as it is when this version saves it", () => {
    expect(saved.schemaVersion).toBe(versionOf(file));
    const opened = readDocument(saved);
    const value = opened.ok ? opened.value : null;
    expect(value).toStrictEqual(saved.schemaVersion === schemaVersion ? saved : value);
    expect(readDocument(JSON.parse(JSON.stringify(value)))).toStrictEqual(opened);
  });

  test("compiles, or says why not", () => {
    const opened = readDocument(saved);
    const compiled = opened.ok ? compile(opened.value, nodeTypes) : undefined;
    const rules = compiled?.ok === false ? compiled.problem.map((issue) => issue.rule) : [];
    expect(compiled).toBeDefined();
    expect(rules).toEqual(blocked[basename(file)] ?? []);
  });
});

test("every schema version there has been is here", () => {
  const versions = Array.from({ length: schemaVersion }, (_, index) => index + 1);
  expect([...new Set(files.map(versionOf))].toSorted((one, other) => one - other)).toEqual(versions);
});

test("this version's documents use every kind of value and every setting", () => {
  const text = files.filter((file) => versionOf(file) === schemaVersion).map((file) => JSON.stringify(load(file))).join("\n");
  const kinds = ConfigValue.options.map((option) => `"kind":"${option.shape.kind.value}"`);
  const settings = [...Object.keys(NodeSettings.shape), ...Object.keys(Layout.shape)].map((name) => `"${name}":`);
  expect([...kinds, ...settings].filter((part) => !text.includes(part))).toEqual([]);
});

describe("a planted fault is seen", () => {
  test.each([
    ["a document of a later version", { ...load("schema-1/minimal.json"), schemaVersion: schemaVersion + 1 }, /newer Millrace/],
    ["a group of nothing", { ...load("schema-3/values-3.json"), layout: { nodes: {}, groups: { g_0001: { title: "Empty", nodes: [] } } } }, /groups/],
    ["a note of another shape", { ...load("schema-3/values-3.json"), layout: { nodes: {}, notes: { t_0001: { x: 0, y: 0, width: 260, text: "a", html: "<b>" } } } }, /notes/],
    ["an unknown part", { ...load("schema-1/minimal.json"), notes: [] }, /notes/],
    ["a node without its settings", { ...load("schema-1/minimal.json"), nodes: [{ id: "n_0001", name: "x", type: "core/webhook", config: {} }] }, /expected object/],
  ])("%s does not open", (_, document, message) => {
    const opened = readDocument(document);
    expect(opened.ok).toBe(false);
    expect(JSON.stringify(opened)).toMatch(message);
  });
});
