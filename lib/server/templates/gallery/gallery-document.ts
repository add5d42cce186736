import type { Binding, Cel, Condition, ConfigValue, FieldList, FlowDocument, FlowEdge, FlowNode, NodeSettings, Reference, TestOperator } from "#lib/flow/document.schema.ts";
import { schemaVersion } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

interface Step {
  name: string;
  type: string;
  config?: Record<string, ConfigValue>;
  settings?: NodeSettings;
  at: readonly [column: number, row: number];
}

interface Sketch {
  steps: Readonly<Record<string, Step>>;
  /** `a -> b`, `a.error -> b`, `a => b` for records; `a -> b as name` for a merge. */
  edges: readonly string[];
  /** Title and steps. */
  groups?: Readonly<Record<string, readonly [title: string, ...steps: string[]]>>;
  notes?: Readonly<Record<string, { at: readonly [column: number, row: number]; width: number; text: string }>>;
}

/** A plate with the names of its ports, and a row with room for a frame's title. */
const columnStep = 288;
const rowStep = 168;

function placeOf([column, row]: readonly [number, number]): { x: number; y: number } {
  return { x: column * columnStep, y: row * rowStep };
}

/** An outage of some hours passes by itself; each step waits for its own system alone. */
export const patient = { retry: { attempts: 20, backoff: "exponential", delayMs: 1_000, maxDelayMs: 1_800_000 } } as const satisfies NodeSettings;
/** Somebody waits for the answer. */
export const prompt = { timeoutMs: 3_000, retry: { attempts: 3, backoff: "constant", delayMs: 300, maxDelayMs: 300 } } as const satisfies NodeSettings;

export function idOf(step: string): string {
  return `n_${step.padEnd(4, "0")}`;
}

export function literal(value: Json): Binding & { kind: "literal" } {
  return { kind: "literal", value };
}

export function from(step: string, ...path: (string | number)[]): Reference {
  return { kind: "reference", node: idOf(step), path };
}

/** The same where nothing may be there. */
export function fromOr(standIn: Json, step: string, ...path: (string | number)[]): Reference {
  return { ...from(step, ...path), default: standIn };
}

export function text(...parts: (string | Reference)[]): Binding {
  return { kind: "template", parts };
}

/** An expression; steps are written `{step}` in it. */
export function cel(source: string): Cel {
  return { kind: "cel", source: source.replaceAll(/\{([a-z]+)\}/g, (_, step: string) => idOf(step)) };
}

export function rows(values: Readonly<Record<string, Binding>>): FieldList {
  return { kind: "fields", fields: Object.entries(values).map(([name, value]) => ({ name, value })) };
}

type Test = readonly [left: Binding, operator: TestOperator, right?: Binding];

export function when(match: "all" | "any", ...tests: [Test, ...Test[]]): Condition {
  return { kind: "condition", match, tests: tests.map(([left, operator, right]) => ({ left, operator, ...(right === undefined ? {} : { right }) })) };
}

/** Named after what it joins, so that another version of the document keeps it. */
function edgeOf(line: string): FlowEdge {
  const [, start = "", arrow, end = "", name] = /^(\S+) ([-=]>) (\S+)(?: as (\S+))?$/.exec(line) ?? [];
  const [node = "", port = "out"] = start.split(".");
  return {
    id: `e_${`${node}${port}${end}`.replaceAll(/[^a-z0-9]/g, "")}`, carries: arrow === "=>" ? "records" : "value", ...(name === undefined ? {} : { name }),
    from: { node: idOf(node), port }, to: { node: idOf(end), port: "in" },
  };
}

/** A document of steps by short names. Its ids follow from the names, so nothing depends on their order. */
export function galleryDocument({ steps, edges, groups = {}, notes = {} }: Sketch): FlowDocument {
  return {
    schemaVersion,
    nodes: Object.entries(steps).map(([step, { name, type, config = {}, settings = {} }]): FlowNode => ({ id: idOf(step), name, type, config, settings })),
    edges: edges.map(edgeOf),
    layout: {
      nodes: Object.fromEntries(Object.entries(steps).map(([step, { at }]) => [idOf(step), placeOf(at)])),
      ...(Object.keys(groups).length === 0 ? {} : { groups: Object.fromEntries(Object.entries(groups).map(([id, [title, ...members]]) => [`g_${id.padEnd(4, "0")}`, { title, nodes: members.map(idOf) }])) }),
      ...(Object.keys(notes).length === 0 ? {} : { notes: Object.fromEntries(Object.entries(notes).map(([id, { at, width, text: words }]) => [`t_${id.padEnd(4, "0")}`, { ...placeOf(at), width, text: words }])) }),
    },
  };
}
