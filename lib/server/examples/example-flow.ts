import type { Binding, ConfigValue, FlowDocument, FlowNode, NodeSettings, Reference } from "#lib/flow/document.schema.ts";
import { schemaVersion } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

/** A flow that comes with the product, on the sample systems. */
export interface ExampleFlow {
  id: string;
  title: string;
  /** What it does, in two sentences. */
  description: string;
  /** What whoever takes it has to do before it can be published; empty when nothing is. */
  before: string;
  document: FlowDocument;
}

interface Step {
  name: string;
  type: string;
  config?: Record<string, ConfigValue>;
  settings?: NodeSettings;
  at: readonly [column: number, row: number];
}

export function literal(value: Json): Binding {
  return { kind: "literal", value };
}

export function from(step: string, ...path: (string | number)[]): Reference {
  return { kind: "reference", node: idOf(step), path };
}

export function text(...parts: (string | Reference)[]): Binding {
  return { kind: "template", parts };
}

export function idOf(step: string): string {
  return `n_${step.padEnd(4, "0")}`;
}

/** A document of steps by short names, and edges as `a -> b` or `a.yes -> b`. */
export function exampleDocument(steps: Readonly<Record<string, Step>>, edges: readonly string[]): FlowDocument {
  return {
    schemaVersion,
    nodes: Object.entries(steps).map(([id, { name, type, config = {}, settings = {} }]): FlowNode => ({ id: idOf(id), name, type, config, settings })),
    edges: edges.map((edge, index) => {
      const [start = "", to = ""] = edge.split(" -> ");
      const [node = "", port = "out"] = start.split(".");
      return { id: `e_${String(index).padStart(4, "0")}`, carries: "value", from: { node: idOf(node), port }, to: { node: idOf(to), port: "in" } };
    }),
    layout: { nodes: Object.fromEntries(Object.entries(steps).map(([id, { at: [column, row] }]) => [idOf(id), { x: column * 280, y: row * 140 }])) },
  };
}
