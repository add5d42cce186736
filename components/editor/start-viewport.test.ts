import { expect, test } from "vitest";
import { startViewport } from "./start-viewport.ts";

const room = { width: 900, height: 380 };
const node = (id: string) => ({ id, name: id, type: "core/map", config: {}, settings: {} });

test("a small flow stands in the middle at its own size", () => {
  expect(startViewport({ nodes: [node("n_a")], layout: { nodes: { n_a: { x: 100, y: 50 } } } }, room)).toMatchObject({ zoom: 1, x: (900 - 204) / 2 - 100 });
});

test("a flow that fits at a readable size is shown whole", () => {
  const { zoom, x } = startViewport({ nodes: [node("n_a"), node("n_b")], layout: { nodes: { n_a: { x: 0, y: 0 }, n_b: { x: 1_000, y: 0 } } } }, room);
  expect(zoom).toBeCloseTo(844 / 1_204);
  expect(x).toBeCloseTo(28);
});

test("a flow that would be too small to read is shown from its beginning", () => {
  const nodes = Array.from({ length: 30 }, (_, at) => node(`n_${at}`));
  const layout = { nodes: Object.fromEntries(nodes.map(({ id }, at) => [id, { x: at * 280 - 500, y: -40 }])) };
  const { zoom, x } = startViewport({ nodes, layout }, room);
  expect(zoom).toBe(0.44);
  expect(-500 * zoom + x).toBeCloseTo(28);
});

test("notes beside the flow have their room", () => {
  const { zoom } = startViewport({ nodes: [node("n_a")], layout: { nodes: { n_a: { x: 0, y: 0 } }, notes: { t_a: { x: 900, y: 0, width: 300, text: "Why" } } } }, room);
  expect(zoom).toBeCloseTo(844 / 1_200);
});
