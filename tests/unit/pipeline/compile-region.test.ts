import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { compileRegion, type RegionNode } from "#lib/pipeline/compile-region.ts";
import type { RegionRequest } from "#lib/pipeline/region-request.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";

const id = nodeId;

function programOf(nodes: Parameters<typeof buildDocument>[0], edges: string[], test: RegionRequest["test"] = null) {
  const document = buildDocument({ hook: { type: "core/webhook" }, items: { type: "core/split", config: { list: reference("hook", "body", "lines") } }, ...nodes }, ["hook -> items", ...edges]);
  for (const node of document.nodes) if (node.type.startsWith("postgres/")) node.connection = "conn_1";
  const plan = compile(document, nodeTypes);
  if (!plan.ok) throw new Error(plan.problem.map((issue) => issue.message).join(" "));
  return compileRegion(plan.value, id("items"), test);
}

const idsOf = (nodes: readonly RegionNode[]): string[] => nodes.map(({ node }) => node.id);
const load = { type: "postgres/load", config: { table: literal("t") } };

test("nodes stand in the order in which records reach them; sinks and what they lead to come after the chunk's bounds", () => {
  const program = programOf(
    { shape: { type: "core/map", config: { fields: fields({ a: literal(1) }) } }, load, all: { type: "core/collect" }, failed: { type: "core/collect" }, why: { type: "core/map", config: { fields: fields({ b: literal(2) }) } } },
    ["items => shape", "shape => load", "shape => all", "load.error => why", "why => failed"],
  );
  expect(new Set(idsOf(program.early))).toEqual(new Set([id("shape"), id("all")]));
  expect(idsOf(program.late)).toEqual([id("load"), id("why"), id("failed")]);
  expect(new Set(idsOf(program.sinks))).toEqual(new Set([id("load"), id("all"), id("failed")]));
});

test("a sink that is turned off or withheld writes nothing outside, so it bounds no chunk", () => {
  const off = programOf({ load: { ...load, settings: { disabled: true } } }, ["items => load"]);
  const withheld = programOf({ load }, ["items => load"], { records: 100, simulate: [id("load")], mocks: {} });
  for (const program of [off, withheld]) expect([idsOf(program.early), idsOf(program.late)]).toEqual([[id("load")], []]);
});

test("only nodes that somebody refers to stay in a record's lineage, by settings and by idempotency keys", () => {
  const { source, early } = programOf(
    {
      one: { type: "core/map", config: { fields: fields({ a: { kind: "cel", source: `${id("items")}.a` } }) } },
      two: { type: "core/map", config: { fields: fields({ a: literal(1) }) } },
      post: { type: "http/request", config: { url: literal("https://example.com") }, settings: { idempotencyKey: reference("one", "a") } },
    },
    ["items => one", "one => two", "two => post"],
  );
  expect(Object.fromEntries([source, ...early].map(({ node, isRemembered }) => [node.id, isRemembered]))).toEqual({ [id("items")]: true, [id("one")]: true, [id("two")]: false, [id("post")]: false });
});

test("settings are filled once, but for those named per record and those that refer to records", () => {
  const { early } = programOf({ post: { type: "http/request", config: { method: literal("POST"), url: literal("https://example.com"), reads: reference("items", "reads") } } }, ["items => post"]);
  expect(early[0]?.perRecord.map(([key]) => key)).toEqual(["url", "reads"]);
  expect(Object.keys(early[0]?.once ?? {})).toEqual(["method"]);
});

test("in a test-run a mock always stands in, a sample only where it would write", () => {
  const { early } = programOf(
    { read: { type: "http/request", config: { url: literal("https://example.com") } }, mocked: { type: "http/request", config: { url: literal("https://example.com") } } },
    ["items => read", "items => mocked"],
    { records: 100, simulate: [id("read"), id("mocked")], mocks: { [id("mocked")]: 7 } },
  );
  expect(Object.fromEntries(early.map(({ node, standIn }) => [node.id, standIn]))).toEqual({
    [id("read")]: { value: expect.objectContaining({ status: 200 }), always: false }, [id("mocked")]: { value: 7, always: true },
  });
});
