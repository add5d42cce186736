import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArrangedEdge, type ArrangedNode, arrangeNodes } from "#lib/flow/layout/arrange-nodes.ts";
import { randomSeed } from "#tests/support/random-seed.ts";

const node = (id: string, x: number, y: number, more: Partial<ArrangedNode> = {}): ArrangedNode => ({ id, at: { x, y }, width: 204, height: 89, cluster: null, wide: false, ...more });
const edge = (from: string, to: string, isSide = false): ArrangedEdge => ({ from, to, leaves: 26, arrives: 26, isSide });

/** Nodes with edges forward only, anywhere on the canvas. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((count) => fc.record({
  places: fc.array(fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -900, max: 900 }), height: fc.constantFrom(72, 89, 149), cluster: fc.constantFrom(null, null, "a", "b") }), { minLength: count, maxLength: count }),
  edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.boolean()), { maxLength: count * 2 }),
})).map(({ places, edges }) => ({
  nodes: places.map(({ x, y, ...more }, index) => node(`n${index}`, x, y, more)),
  edges: edges.filter(([a, b]) => a !== b).map(([a, b, isSide]) => edge(`n${Math.min(a, b)}`, `n${Math.max(a, b)}`, isSide)),
}));

const overlap = (a: ArrangedNode & { to: { x: number; y: number } }, b: ArrangedNode & { to: { x: number; y: number } }): boolean =>
  a.to.x < b.to.x + b.width && b.to.x < a.to.x + a.width && a.to.y < b.to.y + b.height && b.to.y < a.to.y + a.height;

describe("any graph", () => {
  test("has no two plates over each other, edges run to the right, everything is on the grid, and once is enough", () => {
    fc.assert(fc.property(graphs, ({ nodes, edges }) => {
      const places = arrangeNodes(nodes, edges);
      const placed = nodes.map((one) => ({ ...one, to: places.get(one.id) ?? { x: Number.NaN, y: Number.NaN } }));
      for (const [index, one] of placed.entries()) {
        expect([one.to.x % 8, one.to.y % 8].map(Math.abs)).toEqual([0, 0]);
        for (const other of placed.slice(index + 1)) if (overlap(one, other)) expect.fail(`${one.id} lies over ${other.id}`);
      }
      for (const { from, to } of edges) expect((places.get(to)?.x ?? 0) - (places.get(from)?.x ?? 0), `${from} to ${to}`).toBeGreaterThanOrEqual(204 + 48);
    }), { numRuns: 400, seed: randomSeed("arrange") });
  });

  test("keeps who is above whom in a column, within a cluster and among those in none", () => {
    fc.assert(fc.property(graphs, ({ nodes, edges }) => {
      const places = arrangeNodes(nodes, edges);
      const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
      for (const a of nodes) {
        for (const b of nodes) {
          const [to, other] = [places.get(a.id), places.get(b.id)];
          if (!to || !other || a.at.y >= b.at.y || a.cluster !== b.cluster || to.x !== other.x || !linked.has(a.id) || !linked.has(b.id) || !joined(edges, a.id, b.id)) continue;
          expect(to.y, `${a.id} was above ${b.id}`).toBeLessThan(other.y);
        }
      }
    }), { numRuns: 400, seed: randomSeed("arrange order") });
  });
});

function joined(edges: readonly ArrangedEdge[], a: string, b: string): boolean {
  const seen = new Set([a]);
  for (const id of seen) for (const { from, to } of edges) {
    if (from === id) seen.add(to);
    if (to === id) seen.add(from);
  }
  return seen.has(b);
}

test("a chain runs level, whatever it was", () => {
  const places = arrangeNodes([node("a", 0, 0), node("b", 90, 300), node("c", 40, -80)], [edge("a", "b"), edge("b", "c")]);
  expect(new Set([...places.values()].map(({ y }) => y)).size).toBe(1);
});

test("the main line stays level past a branch, and the branch that was above stays above", () => {
  const nodes = [node("t", 0, 0), node("up", 300, -200), node("down", 300, 200), node("end", 600, 0)];
  const places = arrangeNodes(nodes, [edge("t", "down"), edge("t", "up", true), edge("down", "end"), edge("up", "end", true)]);
  expect(places.get("down")?.y).toBe(places.get("t")?.y);
  expect(places.get("end")?.y).toBe(places.get("down")?.y);
  expect(places.get("up")?.y).toBeLessThan(places.get("down")?.y ?? 0);
});

test("parts that nothing joins keep their order from top to bottom and do not meet", () => {
  const places = arrangeNodes([node("low", 0, 400), node("high", 0, 0), node("next", 300, 0)], [edge("high", "next")]);
  expect(places.get("low")?.y).toBeGreaterThan((places.get("high")?.y ?? 0) + 89);
});

test("arranging what is arranged keeps every column and its order", () => {
  expect(() => fc.assert(fc.property(graphs, ({ nodes, edges }) => {
    const plain = nodes.map((one) => ({ ...one, cluster: null }));
    const first = arrangeNodes(plain, edges);
    const again = arrangeNodes(plain.map((one) => ({ ...one, at: first.get(one.id) ?? one.at })), edges);
    const order = (places: ReadonlyMap<string, { x: number; y: number }>): string[] => [...places].toSorted(([, a], [, b]) => a.x - b.x || a.y - b.y).map(([id]) => id);
    expect(order(again)).toEqual(order(first));
  }), { numRuns: 200, seed: randomSeed("arrange twice") })).not.toThrow();
});
