import { describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import { beforePart, isolatePlan, neededByPart, nodesOfPart } from "#lib/flow/isolate-plan.ts";
import type { Plan } from "#lib/flow/plan.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";

const id = nodeId;
const map = (...from: string[]) => ({ type: "core/map", config: { fields: fields(Object.fromEntries(from.map((name) => [name, { ...reference(name), default: null }]))) } });

function planOf(nodes: Parameters<typeof buildDocument>[0], edges: string[]): Plan {
  const compiled = compile(buildDocument(nodes, edges), nodeTypes);
  return present(compiled.ok ? compiled.value : undefined, compiled.ok ? "" : JSON.stringify(compiled.problem));
}

const edges = (plan: Plan): string[] => [...plan.nodes.values()].flatMap((node) => node.incoming.map((edge) => `${edge.from} -> ${edge.to}`)).toSorted();
const diamond = () => planOf({ t: { type: "core/manual" }, a: map("t"), b: map("a"), side: map("t"), join: map("b", "side"), end: map("join") }, ["t -> a", "a -> b", "t -> side", "b -> join", "side -> join", "join -> end"]);

describe("a part of a plan", () => {
  test("only a step: the trigger leads straight to it", () => {
    const plan = isolatePlan(diamond(), { kind: "only", node: id("b"), given: [id("a")] });
    expect([...plan.nodes.keys()]).toEqual([id("t"), id("b")]);
    expect(edges(plan)).toEqual([`${id("t")} -> ${id("b")}`]);
  });

  test("from a step on: what it waits for beside is there as it was given", () => {
    const plan = isolatePlan(diamond(), { kind: "from", node: id("b"), given: [id("a"), id("side")] });
    expect([...plan.nodes.keys()].toSorted()).toEqual([id("t"), id("b"), id("side"), id("join"), id("end")].toSorted());
    expect(edges(plan)).toEqual([`${id("b")} -> ${id("join")}`, `${id("join")} -> ${id("end")}`, `${id("side")} -> ${id("join")}`, `${id("t")} -> ${id("b")}`, `${id("t")} -> ${id("side")}`].toSorted());
  });

  test("needs what its nodes read of others, and nothing of what they only come after", () => {
    const plan = diamond();
    expect([...neededByPart(plan, new Set([id("join")])).keys()].toSorted()).toEqual([id("b"), id("side")].toSorted());
    expect([...neededByPart(plan, new Set([id("b")])).keys()]).toEqual([id("a")]);
    expect([...beforePart(plan, new Set([id("b")]))].toSorted()).toEqual([id("a"), id("t")].toSorted());
  });

  test("a step that works once a record goes with its source", () => {
    const plan = planOf({ t: { type: "core/manual", config: { fields: literal([{ name: "items", type: "list", required: true }]) } }, s: { type: "core/split", config: { list: reference("t", "items") } }, m: map("s"), k: { type: "core/collect" }, after: map("k") }, ["t -> s", "s => m", "m => k", "k -> after"]);
    expect([...nodesOfPart(plan, { kind: "from", node: id("m"), given: [] })].toSorted()).toEqual([id("s"), id("m"), id("k"), id("after")].toSorted());
    expect([...beforePart(plan, new Set([id("after")]))].toSorted()).toEqual([id("t"), id("s"), id("m"), id("k")].toSorted());
  });
});
