import { describe, expect, test } from "vitest";
import { groupFrames } from "#components/editor/groups/group-frames.ts";
import { heightsOf } from "#components/editor/heights-of.ts";
import { nodeWidth } from "#components/editor/place-node.ts";
import { present } from "#lib/assert.ts";
import { nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import { compile } from "#lib/flow/compile.ts";
import { type FlowDocument, schemaVersion } from "#lib/flow/document.schema.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { outputsOf } from "#lib/flow/ports.ts";
import { fillTemplate, misplacedParameters } from "#lib/flow/templates/fill-template.ts";
import { TemplateContent, type TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";
import { galleryTemplates } from "#lib/server/templates/gallery/gallery-templates.ts";

interface Box {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const gap = 16;

function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width + gap && other.x < one.x + one.width + gap && one.y < other.y + other.height + gap && other.y < one.y + one.height + gap;
}

function overlaps(boxes: readonly Box[], others: readonly Box[] = boxes): string[] {
  return boxes.flatMap((one, index) => (others === boxes ? boxes.slice(index + 1) : others).flatMap((other) => (overlap(one, other) ? [`${one.name} / ${other.name}`] : [])));
}

function platesOf(document: FlowDocument): (Box & { id: string })[] {
  const height = heightsOf(document, nodeTypes);
  return document.nodes.map(({ id, name }) => ({ id, name, ...present(document.layout.nodes[id], `a place for ${name}`), width: nodeWidth, height: height(id) }));
}

/** As wide letters of 13 px make it; a blank line costs a little less than a line. */
function noteHeight(text: string, width: number): number {
  const perLine = Math.floor((width - 24) / 7);
  return text.split("\n").reduce((height, line) => height + (line === "" ? 12 : Math.ceil(line.length / perLine) * 20), 16);
}

function notesOf({ layout }: FlowDocument): Box[] {
  return Object.entries(layout.notes ?? {}).map(([name, { x, y, width, text }]) => ({ name, x, y, width, height: noteHeight(text, width) }));
}

/** Whether what comes in decides the way, as long as nothing fails. */
function decides({ nodes, edges }: FlowDocument): boolean {
  const reached = new Set(nodes.filter(({ type }) => nodeTypes.get(type)?.kind === "trigger").map(({ id }) => id));
  for (const id of reached) for (const { from, to } of edges) if (from.node === id && from.port !== "error") reached.add(to.node);
  return nodes.some(({ id, type }) => reached.has(id) && ["filter", "branch", "switch"].includes(nodeTypes.get(type)?.built ?? ""));
}

/** What somebody answers who takes the defaults. */
function answerTo(parameter: TemplateParameter): Json {
  return parameter.default ?? "https://api.example.com/in";
}

const templates = galleryTemplates.flatMap(({ id, versions }) => versions.map(({ number, content }) => ({ title: `${id} ${number}`, content })));

test("ids say whose they are, and versions are numbered from 1, each later than the one before", () => {
  expect(new Set(galleryTemplates.map(({ id }) => id)).size).toBe(galleryTemplates.length);
  for (const { id, versions } of galleryTemplates) {
    expect(id).toMatch(/^tmpl_millrace_[a-z0-9_]+$/);
    expect(versions.map(({ number }) => number)).toEqual(versions.map((_, index) => index + 1));
    expect(versions.map(({ publishedAt }) => publishedAt)).toEqual(versions.map(({ publishedAt }) => publishedAt).toSorted());
  }
});

test("there is one for each thing that newcomers come with", () => {
  expect(new Set(templates.map(({ content }) => content.goal))).toEqual(new Set(["collect", "report", "synchronise", "serve", "approve", "notify", "recover"]));
  expect(new Set(templates.map(({ content }) => content.pattern))).toEqual(new Set(["sync", "batch", "event"]));
});

describe.each(templates)("$title", ({ content }) => {
  const { document, parameters, connections, samples } = content;
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));

  test("parses strictly, as it stands", () => {
    const parsed = TemplateContent.safeParse(content);
    expect(parsed.error?.issues).toBeUndefined();
    expect(parsed.data).toStrictEqual(content);
    expect(document.schemaVersion).toBe(schemaVersion);
    expect(content.pattern).toBe(patternOf(document, nodeTypes));
  });

  test("names nothing of any workspace", () => {
    expect(document.nodes.filter(({ connection }) => connection !== undefined)).toEqual([]);
    expect(JSON.stringify(content)).not.toMatch(/"(conn|flow|hook|ws)_[a-z0-9]{8,}"/);
    for (const [address = ""] of JSON.stringify(content).matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g)) expect(address.toLowerCase()).toMatch(/@example\.(com|net|org)$/);
  });

  test("has no issue but connections that are still to be chosen, and none when it is filled", () => {
    const chosen = new Set(connections.flatMap((connection) => connection.nodes));
    expect(checkDocument(document, nodeTypes).filter(({ rule, node }) => rule !== "connection-required" || !chosen.has(node ?? ""))).toEqual([]);
    const filled = fillTemplate(content, { parameters: Object.fromEntries(parameters.map((parameter) => [parameter.key, answerTo(parameter)])), connections: Object.fromEntries(connections.map(({ key }) => [key, "conn_1"])) });
    expect(filled.ok ? checkDocument(filled.value, nodeTypes) : [...filled.problem]).toEqual([]);
    expect(filled.ok && compile(filled.value, nodeTypes).ok).toBe(true);
  });

  test("asks four questions at most, each with words and a place", () => {
    expect(parameters.length).toBeLessThanOrEqual(4);
    expect(misplacedParameters(content)).toEqual([]);
    for (const { label, help, options, type } of parameters) {
      expect(label.length).toBeGreaterThan(5);
      expect(help.length).toBeGreaterThan(10);
      expect(options !== undefined).toBe(type === "choice");
      if (options?.from === "tables") expect(connections.map(({ key }) => key)).toContain(options.connection);
    }
  });

  test("connections are for nodes that take them, by a kind that they take", () => {
    for (const connection of connections) {
      for (const id of connection.nodes) expect(operationSpec(nodes.get(id)?.type ?? "")?.connectionKinds).toEqual(expect.arrayContaining([...connection.kinds]));
    }
  });

  test("is said when to use it, when not, what an outage does, and how things are delivered", () => {
    expect(content.sentence).toMatch(/^[A-Z].{30,}\.$/s);
    for (const words of [/^Use it when/m, /^Use |^Without this flow/m, /\*\*When .* down\*\*/, /\*\*Delivery:\*\*/]) expect(content.description).toMatch(words);
  });

  test("samples name steps and ports that are there, and at least one is out of the ordinary", () => {
    expect(samples.length).toBeGreaterThanOrEqual(2);
    expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length);
    const paths = new Set<string>();
    for (const { expected, name } of samples) {
      const { steps, writes } = present(expected, `what is expected of “${name}”`);
      for (const [id, { port }] of Object.entries(steps)) {
        const node = present(nodes.get(id), `the step ${id} of “${name}”`);
        if (port !== undefined) expect(outputsOf(node, present(nodeTypes.get(node.type), node.type), "value").map((each) => each.id)).toContain(port);
      }
      for (const id of Object.keys(writes)) expect(nodes.has(id), `${name}: ${id}`).toBe(true);
      paths.add(JSON.stringify([steps, writes, expected?.ends, expected?.answer?.status]));
    }
    // Where a run begins by the clock, nothing that comes in can be odd; where only an outage leads elsewhere, no sample can.
    if (content.pattern !== "batch" && decides(document)) expect(paths.size).toBeGreaterThan(1);
    expect(new Set(samples.map(({ input }) => JSON.stringify(input))).size).toBe(samples.length);
  });

  test("reads from left to right, and nothing lies on anything else", () => {
    const plates = platesOf(document);
    const at = new Map(plates.map((plate) => [plate.id, plate]));
    const frames = groupFrames(document.layout.groups, (id) => at.get(id) ?? null);
    expect(overlaps(plates)).toEqual([]);
    expect(overlaps(notesOf(document))).toEqual([]);
    expect(overlaps(notesOf(document), plates)).toEqual([]);
    expect(overlaps(frames.map((frame) => ({ ...frame, name: frame.title })))).toEqual([]);
    for (const { title, nodes: members, ...frame } of frames) {
      expect(overlaps([{ ...frame, name: title }], plates.filter(({ id }) => !members.includes(id)))).toEqual([]);
      expect(overlaps([{ ...frame, name: title }], notesOf(document))).toEqual([]);
    }
    const back = document.edges.filter(({ from, to, carries }) => carries === "records" && (at.get(from.node)?.x ?? 0) >= (at.get(to.node)?.x ?? 0));
    expect(back.map(({ from, to }) => `${from.node} -> ${to.node}`)).toEqual([]);
  });

  test("its canvas explains itself", () => {
    expect(Object.keys(document.layout.notes ?? {}).length).toBeGreaterThan(0);
    expect(Object.keys(document.layout.groups ?? {}).length + Object.keys(document.layout.notes ?? {}).length).toBeGreaterThan(1);
  });
});

describe("a planted fault is seen", () => {
  const [first] = templates;
  const { content } = present(first, "a template");

  test.each<[string, (planted: TemplateContent) => void, RegExp]>([
    ["an extra key", (planted) => Object.assign(planted, { owner: "me" }), /owner/],
    ["a parameter without a label", (planted) => Object.assign(planted.parameters[0] ?? {}, { label: "" }), /label/],
    ["an older document", (planted) => Object.assign(planted.document, { schemaVersion: schemaVersion - 1 }), /schemaVersion/],
  ])("%s", (_, plant, message) => {
    const planted = structuredClone(content);
    plant(planted);
    expect(JSON.stringify(TemplateContent.safeParse(planted).error?.issues ?? [])).toMatch(message);
  });

  test("a place that is gone", () => {
    const planted = structuredClone(content);
    planted.document.nodes[0] = { ...present(planted.document.nodes[0], "a node"), config: {} };
    expect(misplacedParameters(planted)).toEqual(["title"]);
  });

  test("plates on each other", () => {
    const { document } = structuredClone(content);
    const [one, other] = document.nodes;
    document.layout.nodes[one?.id ?? ""] = present(document.layout.nodes[other?.id ?? ""], "a place");
    expect(overlaps(platesOf(document))).toHaveLength(1);
  });
});
