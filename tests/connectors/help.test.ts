import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { FlowsPage } from "#components/help/flows-page.tsx";
import { type ExampleCase, type FlowExample, flowExamples, type StepEnd } from "#components/help/flow-examples.ts";
import { ruleGroups } from "#components/help/flow-rules.ts";
import { NodePage } from "#components/help/node-page.tsx";
import { outputRows } from "#components/help/port-rows.ts";
import { readEdge } from "#components/help/read-edge.ts";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { type ConfigValue, type FlowDocument, schemaVersion } from "#lib/flow/document.schema.ts";
import { outputsOf } from "#lib/flow/ports.ts";
import { type Outcome, Walk } from "#lib/flow/walk.ts";
import { listNodeHelp } from "#lib/server/help/list-node-help.ts";
import { readNodeHelp } from "#lib/server/help/read-node-help.ts";
import { literal, nodeId } from "#tests/support/build-document.ts";

const semantics = readFileSync(join(import.meta.dirname, "../../lib/flow/SEMANTICS.md"), "utf8");
const ruleIds = new Set([...semantics.matchAll(/^- \*\*([a-z]+-\d+)\*\*/gm)].map((match) => match[1] ?? ""));
const told = ruleGroups.flatMap((group) => group.rules);

/** A page as it is read: without tags, with its text unescaped. */
function textOf(html: string): string {
  const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
  return html.replaceAll(/<[^>]*>/g, " ").replaceAll(/&(amp|lt|gt|quot|#x27);/g, (_, name: string) => names[name] ?? "").replaceAll(/\s+/g, " ");
}

function pageOf(type: string): { html: string; text: string } {
  const [connector = "", operation = ""] = type.split("/");
  const help = readNodeHelp({ connector, operation });
  if (!help) throw new Error(`No help for ${type}`);
  const html = renderToStaticMarkup(createElement(NodePage, { help }));
  return { html, text: textOf(html) };
}

const flowsPage = renderToStaticMarkup(createElement(FlowsPage));

describe.each([...nodeTypes.values()])("the help page of $type", (node) => {
  const [connector = "", operation = ""] = node.type.split("/");
  const help = readNodeHelp({ connector, operation });
  const { html, text } = pageOf(node.type);

  test("says its rule, an example and every way it fails", () => {
    expect(text).toContain(node.description);
    expect(text).toContain(help?.rule);
    expect(help?.example.length).toBeGreaterThan(20);
    expect(text).toContain(help?.example);
    for (const { when, outcome } of help?.failures ?? []) {
      expect(text).toContain(when);
      expect(text).toContain(outcome);
    }
    if (node.canFail) expect(help?.failures.length, "a node that can fail says how").toBeGreaterThan(0);
  });

  test("names every port, with when it is taken and what it carries", () => {
    const [, ins = "", outs = ""] = /<h3>In<\/h3>(.*?)<h3>Out<\/h3>(.*?)<\/section>/s.exec(html) ?? [];
    for (const port of node.inputs) expect(textOf(ins)).toContain(port.label ?? port.id);
    for (const mode of node.stands === "any" ? (["value", "records"] as const) : [node.stands as "value" | "records"]) {
      for (const port of outputsOf({ config: {} }, node, mode)) {
        const row = outputRows(node).find((candidate) => candidate.name === (port.label ?? port.id) && candidate.carries === (port.carries === "value" ? "one value" : "records"));
        expect(row, `${port.id} among ${mode}`).toBeDefined();
        expect(textOf(outs)).toContain(`${row?.name} ${row?.carries} ${row?.when} ${row?.what}`);
      }
    }
    if (node.casesField !== undefined) expect(textOf(outs)).toContain("one a case");
  });

  test("names every setting by its label", () => {
    for (const key of node.fields) {
      expect(node.labels[key], `${key} has a label`).not.toBe(key);
      expect(text).toContain(node.labels[key]);
    }
  });

  test("links each of its rules to its words", () => {
    expect(help?.rules.length).toBeGreaterThan(0);
    for (const rule of help?.rules ?? []) {
      expect(ruleIds, `${rule} is in SEMANTICS.md`).toContain(rule);
      expect(html).toContain(`href="/help/flows#${rule}"`);
      expect(flowsPage).toContain(`id="${rule}"`);
    }
  });

  test("has an icon", () => {
    expect(renderToStaticMarkup(createElement(NodeIcon, { icon: node.icon, title: node.title }))).toContain("<svg");
  });
});

test("the list of help pages is the registry, and nothing else has one", () => {
  expect(listNodeHelp().map(({ type }) => type)).toEqual([...nodeTypes.keys()]);
  expect(readNodeHelp({ connector: "core", operation: "no-such" })).toBeNull();
  expect(readNodeHelp({ connector: "core", operation: "constructor" })).toBeNull();
});

describe("what a run does", () => {
  test("every rule told is a rule, once, under its id", () => {
    expect(told.map(({ id }) => id).filter((id) => !ruleIds.has(id))).toEqual([]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    for (const { id, text } of told) {
      expect(flowsPage).toContain(`id="${id}"`);
      expect(textOf(flowsPage)).toContain(text);
    }
  });

  test("every rule of graph, steps, records and test-runs is told", () => {
    const needed = [...ruleIds].filter((id) => /^(graph|step|region|test)-/.test(id));
    expect(needed.length).toBeGreaterThan(25);
    expect(needed.filter((id) => !told.some((rule) => rule.id === id))).toEqual([]);
  });

  test("every link inside the page leads somewhere", () => {
    const anchors = [...flowsPage.matchAll(/href="(?:\/help\/flows)?#([^"]*)"/g)].map((match) => match[1] ?? "");
    expect(anchors.length).toBeGreaterThan(told.length);
    expect(anchors.filter((anchor) => !flowsPage.includes(`id="${anchor}"`))).toEqual([]);
  });
});

const configs: Record<string, Record<string, ConfigValue>> = {
  "http/request": { url: literal("https://api.example.com") },
  "core/split": { list: literal([1, 2, 3]) },
};

function documentOf(example: FlowExample): FlowDocument {
  return {
    schemaVersion,
    nodes: example.steps.map((step) => ({
      id: nodeId(step.name), name: step.name, type: step.type,
      config: { ...configs[step.type], ...(example.first?.step === step.name ? { first: literal(example.first.paths), timeoutMs: literal(example.first.timeoutMs) } : {}) },
      settings: example.skips?.includes(step.name) ? { onError: "skip" } : {},
    })),
    edges: example.edges.map(readEdge).map((edge, index) => ({ id: `e_${String(index).padStart(4, "0")}`, carries: edge.carries, from: { node: nodeId(edge.from), port: edge.port }, to: { node: nodeId(edge.to), port: "in" } })),
    layout: { nodes: {} },
  };
}

/** What the walk does with a flow of the help whose steps end as its table says. */
function play(example: FlowExample, one: ExampleCase): Record<string, StepEnd> {
  const compiled = compile(documentOf(example), nodeTypes);
  if (!compiled.ok) throw new Error(compiled.problem.map((issue) => issue.message).join(" "));
  const walk = new Walk(compiled.value);
  const names = new Map(example.steps.map((step) => [nodeId(step.name), step.name]));
  const ready = new Set<string>();
  const late = new Set<string>();
  const take = (settling: ReturnType<Walk["start"]>) => {
    for (const id of settling.ready) ready.add(id);
    for (const { from } of settling.late) late.add(from);
  };
  const end = (id: string, outcome: Outcome) => {
    if (!ready.delete(id)) throw new Error(`${names.get(id)} is not ready`);
    take(walk.settle(id, outcome));
  };
  take(walk.start());
  for (const [step, how] of one.play) {
    if (how === "runs out of time") take(walk.timeout(nodeId(step)));
    else end(nodeId(step), how === "fails" ? { status: "failed" } : { status: "succeeded", port: how.succeeds });
  }
  for (let [next] = ready; next !== undefined; [next] = ready) end(next, { status: "succeeded", port: "out" });
  expect(walk.isOver).toBe(true);
  const endOf = (id: string): StepEnd => {
    if (late.has(id)) return "late";
    const status = walk.outcome(id)?.status;
    if (status === undefined) return "never";
    return status === "succeeded" ? "taken" : status === "failed" ? "failed" : "skipped";
  };
  return Object.fromEntries(example.steps.filter((step) => step.kind !== "trigger").map((step) => [step.name, endOf(nodeId(step.name))]));
}

describe.each(flowExamples)("the table of “$title”", (example) => {
  test.each(example.cases)("is what the walk does when: $when", (one) => {
    expect(Object.fromEntries(one.ends.map(([step, end]) => [step, end]))).toEqual(play(example, one));
  });

  test("tells its types as they are", () => {
    for (const step of example.steps) expect(nodeTypes.get(step.type)?.kind).toBe(step.kind);
    for (const rule of example.rules) expect(ruleIds).toContain(rule);
  });
});
