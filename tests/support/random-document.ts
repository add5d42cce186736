import fc from "fast-check";
import { type ConfigValue, type FlowDocument, type FlowEdge, type FlowNode, type NodeSettings, schemaVersion } from "#lib/flow/document.schema.ts";
import { fields, literal } from "./build-document.ts";

/** A node as it is drawn at random: numbers choose among what is there, so that a smaller case stays a case. */
export interface NodeDraw {
  kind: (typeof drawnKinds)[number];
  /** Which earlier node, and which of its ports, each edge comes from. */
  from: readonly (readonly [number, number])[];
  disabled: boolean;
  skips: boolean;
  /** Of a merge: how many it waits for, and whether it has a clock. */
  first: number;
  clock: boolean;
  /** What becomes of it. */
  fate: number;
}

export const drawnKinds = ["map", "request", "branch", "switch", "filter", "merge", "split", "collect", "deduplicate", "stop", "fail"] as const;

const ports: Record<NodeDraw["kind"], readonly string[]> = {
  map: ["out", "error"], request: ["out", "error"], branch: ["yes", "else", "error"], switch: ["c_aa", "c_bb", "else", "error"], filter: ["out", "error"],
  merge: ["out", "timeout", "error"], split: ["out", "done", "error"], collect: ["out", "error"], deduplicate: ["out", "error"], stop: [], fail: [],
};
const onlyValue = new Set(["split", "stop"]);
const onlyRecords = new Set(["collect", "deduplicate"]);

const types: Record<NodeDraw["kind"], string> = {
  map: "core/map", request: "http/request", branch: "core/branch", switch: "core/switch", filter: "core/filter", merge: "core/merge",
  split: "core/split", collect: "core/collect", deduplicate: "core/deduplicate", stop: "core/stop", fail: "core/fail",
};

function configOf({ kind, first, clock, fate }: NodeDraw, id: string): { [key: string]: ConfigValue } {
  switch (kind) {
    case "map":
      return { fields: fields({ n: literal(fate) }) };
    case "request":
      return { url: literal(`http://target.test/case/${id}`) };
    case "branch":
    case "filter":
      return { when: { kind: "cel", source: fate % 2 === 0 ? "true" : "false" } };
    case "switch":
      return { cases: { kind: "cases", cases: ["aa", "bb"].map((name, index) => ({ port: `c_${name}`, label: name, when: { kind: "cel", source: String(fate % 3 === index) } })) } };
    case "merge":
      return { ...(first > 0 ? { first: literal(first) } : {}), ...(clock ? { timeoutMs: literal(1_000) } : {}) };
    case "split":
      return { list: literal(Array.from({ length: fate % 4 }, (_, n) => ({ n }))) };
    case "deduplicate":
      return { key: literal(fate % 2) };
    case "stop":
      return { reason: literal(id) };
    case "fail":
      return { message: literal(id) };
    case "collect":
      return {};
  }
}

export function drawnId(index: number): string {
  return `n_${String(index).padStart(4, "0")}`;
}

interface Origin {
  carries: "value" | "records";
  /** The source whose records come. */
  region: string | null;
}

/** Connects each node to earlier ones; an edge that could not be drawn on the canvas is left out. */
export function drawDocument(draws: readonly NodeDraw[]): FlowDocument {
  const trigger: FlowNode = { id: drawnId(0), name: drawnId(0), type: "core/manual", config: {}, settings: {} };
  const nodes: FlowNode[] = [trigger];
  const edges: FlowEdge[] = [];
  const modes: Origin[] = [{ carries: "value", region: null }];
  const kinds: (NodeDraw["kind"] | null)[] = [null];

  const origin = (index: number, port: string): Origin => {
    const mode = modes[index] ?? { carries: "value", region: null };
    const kind = kinds[index];
    if (kind === "split") return port === "out" ? { carries: "records", region: drawnId(index) } : { carries: "value", region: null };
    if (kind === "collect") return port === "out" ? { carries: "value", region: null } : mode;
    return mode;
  };

  for (const [place, draw] of draws.entries()) {
    const index = place + 1;
    const taken: { node: number; port: string }[] = [];
    let into: Origin | undefined;
    for (const [which, portNumber] of draw.from) {
      const node = which % index;
      const kind = kinds[node];
      const choice = kind === null || kind === undefined ? ["out"] : ports[kind];
      const port = choice[portNumber % Math.max(1, choice.length)];
      if (port === undefined) continue;
      const from = origin(node, port);
      const mayStand = from.carries === "value" ? !onlyRecords.has(draw.kind) : !onlyValue.has(draw.kind);
      // In a region a merge has no clock, so nothing can leave it there.
      const isThere = !(kind === "merge" && port === "timeout" && modes[node]?.carries === "records");
      const isTwice = taken.some((one) => one.node === node && one.port === port);
      if (!mayStand || !isThere || isTwice || (into && (into.carries !== from.carries || into.region !== from.region))) continue;
      into ??= from;
      taken.push({ node, port });
    }
    const mode: Origin = into ?? { carries: onlyRecords.has(draw.kind) ? "records" : "value", region: null };
    const settings: NodeSettings = { ...(draw.disabled ? { disabled: true } : {}), ...(draw.skips ? { onError: "skip" } : {}) };
    // Summaries settle together: which of them is the Nth is nobody's to say, so no merge counts them.
    const counts = draw.kind === "merge" && mode.carries === "value" && taken.every(({ node }) => kinds[node] !== "split" && kinds[node] !== "collect");
    const first = counts ? Math.min(draw.first, taken.length) : 0;
    nodes.push({ id: drawnId(index), name: drawnId(index), type: types[draw.kind], config: configOf({ ...draw, first, clock: draw.clock && mode.carries === "value" }, drawnId(index)), settings });
    kinds.push(draw.kind);
    modes.push(draw.kind === "split" ? { carries: "value", region: null } : mode);
    for (const { node, port } of taken) {
      edges.push({ id: `e_${String(edges.length).padStart(4, "0")}`, carries: mode.carries, from: { node: drawnId(node), port }, to: { node: drawnId(index), port: "in" } });
    }
  }
  return { schemaVersion, nodes, edges, layout: { nodes: Object.fromEntries(nodes.map((node, index) => [node.id, { x: index * 240, y: 0 }])) } };
}

/** Up to `most` nodes after a trigger. */
export function nodeDraws(most: number, kinds: readonly NodeDraw["kind"][] = drawnKinds): fc.Arbitrary<NodeDraw[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      from: fc.array(fc.tuple(fc.nat(30), fc.nat(11)), { minLength: 1, maxLength: 4 }),
      disabled: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
      skips: fc.integer({ min: 0, max: 3 }).map((die) => die === 0),
      first: fc.nat(3),
      clock: fc.boolean(),
      fate: fc.nat(11),
    }),
    { minLength: 1, maxLength: most },
  );
}
