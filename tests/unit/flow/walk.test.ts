import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import type { Outcome } from "#lib/flow/walk.ts";
import { Walk } from "#lib/flow/walk.ts";
import { buildDocument, fields, literal, nodeId } from "#tests/support/build-document.ts";

const map = { type: "core/map", config: { fields: fields({ a: literal(1) }) } };
const trigger = { type: "core/webhook" };

/** Runs a document by outcomes a name, and tells the order in which nodes ran and who was skipped. */
function play(nodes: Record<string, { type: string; settings?: { onError?: "skip" | "fail" } }>, edges: string[], outcomes: Record<string, Outcome> = {}) {
  const document = buildDocument(nodes, edges);
  const compiled = compile(document, nodeTypes);
  if (!compiled.ok) throw new Error(compiled.problem.map((issue) => issue.message).join(" "));
  const name = new Map(document.nodes.map((node) => [node.id, node.name]));
  const walk = new Walk(compiled.value);
  const ran: string[] = [];
  const skipped: string[] = [];
  let settling = walk.start();
  const queue: string[] = [];
  for (;;) {
    skipped.push(...settling.skipped.map((id) => name.get(id) ?? id));
    queue.push(...settling.ready);
    const id = queue.shift();
    if (id === undefined) break;
    ran.push(name.get(id) ?? id);
    settling = walk.settle(id, outcomes[name.get(id) ?? ""] ?? { status: "succeeded", port: "out" });
  }
  return { ran, skipped, over: walk.isOver, failed: walk.ended === undefined ? null : name.get(walk.ended.node) };
}

describe("graph-5: a node runs once, when all its edges are settled and one was taken", () => {
  test("an uneven diamond joins after its long arm", () => {
    const result = play({ t: trigger, short: map, l1: map, l2: map, join: map }, ["t -> short", "t -> l1", "l1 -> l2", "short -> join", "l2 -> join"]);
    expect(result).toEqual({ ran: ["short", "l1", "l2", "join"], skipped: [], over: true, failed: null });
  });

  test("an untaken error path is skipped, and skipping propagates", () => {
    const result = play({ t: trigger, a: map, onError: map, after: map, join: map }, ["t -> a", "a.error -> onError", "onError -> after", "a -> join", "after -> join"]);
    expect(result).toEqual({ ran: ["a", "join"], skipped: ["onError", "after"], over: true, failed: null });
  });

  test("a node that nothing leads to is skipped, with what follows it", () => {
    const result = play({ t: trigger, a: map, lonely: map, next: map }, ["t -> a", "lonely -> next"]);
    expect(result).toEqual({ ran: ["a"], skipped: ["lonely", "next"], over: true, failed: null });
  });
});

describe("graph-4: failing nodes", () => {
  test("takes its error port when an edge leaves it, and the run goes on", () => {
    const result = play({ t: trigger, a: map, ok: map, onError: map }, ["t -> a", "a -> ok", "a.error -> onError"], { a: { status: "failed" } });
    expect(result).toEqual({ ran: ["a", "onError"], skipped: ["ok"], over: true, failed: null });
  });

  test("fails the run otherwise: nothing new starts", () => {
    const result = play({ t: trigger, a: map, b: map, afterB: map }, ["t -> a", "t -> b", "b -> afterB"], { a: { status: "failed" } });
    expect(result.failed).toBe("a");
    expect(result.ran).toEqual(["a", "b"]);
    expect(result.over).toBe(true);
  });

  test("skip settles all its ports untaken", () => {
    const result = play({ t: trigger, a: { ...map, settings: { onError: "skip" } }, after: map, b: map }, ["t -> a", "a -> after", "t -> b"], { a: { status: "failed" } });
    expect(result).toEqual({ ran: ["a", "b"], skipped: ["after"], over: true, failed: null });
  });
});

test("settling a node twice is a defect, never a second run", () => {
  const compiled = compile(buildDocument({ t: trigger, a: map }, ["t -> a"]), nodeTypes);
  if (!compiled.ok) throw new Error("compiles");
  const walk = new Walk(compiled.value);
  walk.start();
  walk.settle(nodeId("a"), { status: "succeeded", port: "out" });
  expect(() => walk.settle(nodeId("a"), { status: "succeeded", port: "out" })).toThrow(/settles once/);
});
