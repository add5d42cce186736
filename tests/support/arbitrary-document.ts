import fc from "fast-check";
import { type Binding, type ConfigValue, type FlowDocument, type FlowEdge, type FlowNode, type Group, type NodeSettings, type Note, schemaVersion, testOperators } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

/** Few ids, so that things meet: references, edges and operations find each other, and sometimes nothing. */
export const someNodes = ["aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff"].map((name) => `n_${name}`);
export const someEdges = ["aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg", "hhhh"].map((name) => `e_${name}`);

const nodeIds = fc.constantFrom(...someNodes);
const keys = fc.constantFrom("url", "method", "fields", "when", "cases", "first", "list", "key", "constructor", "toString", "x");
const types = fc.constantFrom(
  "core/manual", "core/webhook", "core/called", "core/map", "core/filter", "core/branch", "core/switch", "core/merge", "core/wait", "core/respond", "core/stop", "core/fail",
  "core/call-flow", "core/code", "core/split", "core/flatten", "core/deduplicate", "core/collect", "http/request", "http/pages", "ghost/walk",
);
/** No `__proto__` as an own key: JSON.parse makes one, an object literal does not. */
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value).replaceAll('"__proto__":', '"proto":')) as Json);

const literal = fc.record({ kind: fc.constant("literal" as const), value: json });
const reference = fc.record(
  { kind: fc.constant("reference" as const), node: nodeIds, path: fc.array(fc.oneof(fc.string({ maxLength: 6 }), fc.nat(3)), { maxLength: 3 }), default: json },
  { requiredKeys: ["kind", "node", "path"] },
);
const template = fc.record({ kind: fc.constant("template" as const), parts: fc.array(fc.oneof(fc.string({ maxLength: 8 }), reference), { maxLength: 3 }) });
const source = fc.oneof(
  fc.tuple(nodeIds, fc.constantFrom(".a", ".a.b > 2.0", ".map(x, x.n)", ".?a.orValue(1)", "[0]", "")).map((parts) => parts.join("")),
  fc.constantFrom("1 +", "true", "now > timestamp(\"2026-01-01T00:00:00Z\")", "has(n_aaaa.x)", "matches('a', 'b')", "((((", "\"x\""),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const cel = fc.record({ kind: fc.constant("cel" as const), source });
const binding = fc.oneof(literal, reference, template, cel) as fc.Arbitrary<Binding>;
const condition = fc.record({
  kind: fc.constant("condition" as const),
  match: fc.constantFrom("all" as const, "any" as const),
  tests: fc.array(fc.record({ left: binding, operator: fc.constantFrom(...testOperators), right: binding }, { requiredKeys: ["left", "operator"] }), { minLength: 1, maxLength: 3 }),
});
const fieldList = fc.record({ kind: fc.constant("fields" as const), fields: fc.array(fc.record({ name: fc.constantFrom("a", "b", "", "__proto__", "größe"), value: binding }), { maxLength: 3 }) });
const cases = fc.record({
  kind: fc.constant("cases" as const),
  cases: fc.array(fc.record({ port: fc.constantFrom("c_aa", "c_bb"), label: fc.constantFrom("one", "two"), when: fc.oneof(condition, cel) }), { maxLength: 3 }),
});

/** Every kind of value that a setting may have. */
export const configValues = fc.oneof(literal, reference, template, cel, fieldList, condition, cases) as fc.Arbitrary<ConfigValue>;

export const nodeSettings = fc.record(
  {
    timeoutMs: fc.integer({ min: 100, max: 300_000 }),
    retry: fc.record({ attempts: fc.integer({ min: 1, max: 20 }), backoff: fc.constantFrom("constant" as const, "exponential" as const), delayMs: fc.nat(1_000), maxDelayMs: fc.nat(1_000) }),
    onError: fc.constantFrom("fail" as const, "skip" as const),
    idempotencyKey: binding,
    onUnknown: fc.constantFrom("repeat" as const, "ask" as const),
    rejectLimit: fc.record({ count: fc.nat(9), percent: fc.integer({ min: 0, max: 100 }) }, { requiredKeys: [] }),
    overlap: fc.constantFrom("wait" as const, "skip" as const, "cancel" as const),
    disabled: fc.boolean(),
    note: fc.string({ maxLength: 10 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<NodeSettings>;

export const flowNodes = (id: fc.Arbitrary<string>): fc.Arbitrary<FlowNode> =>
  fc.record(
    { id, name: fc.constantFrom("one", "two", "Größe 3", "a-b"), type: types, config: fc.dictionary(keys, configValues, { maxKeys: 3 }), connection: fc.constant("conn_abc"), settings: nodeSettings },
    { requiredKeys: ["id", "name", "type", "config", "settings"] },
  ) as fc.Arbitrary<FlowNode>;

export const flowEdges = (id: fc.Arbitrary<string>): fc.Arbitrary<FlowEdge> =>
  fc.record(
    {
      id,
      carries: fc.constantFrom("value" as const, "records" as const),
      name: fc.constantFrom("left", "right"),
      from: fc.record({ node: nodeIds, port: fc.constantFrom("out", "error", "yes", "else", "done", "c_aa", "nowhere") }),
      to: fc.record({ node: nodeIds, port: fc.constantFrom("in", "in", "in", "nowhere") }),
    },
    { requiredKeys: ["id", "carries", "from", "to"] },
  ) as fc.Arbitrary<FlowEdge>;

const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });

export const groupIds = fc.constantFrom("g_aaaa", "g_bbbb", "g_cccc");
export const noteIds = fc.constantFrom("t_aaaa", "t_bbbb");
export const groups = fc.record({ title: fc.constantFrom("Intake", "Größe"), nodes: fc.uniqueArray(nodeIds, { minLength: 1, maxLength: 3 }) }) as fc.Arbitrary<Group>;
export const notes = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }), width: fc.integer({ min: 120, max: 800 }), text: fc.string({ maxLength: 20 }) }) as fc.Arbitrary<Note>;
const groupSets = fc.dictionary(groupIds, groups, { maxKeys: 2 });
const noteSets = fc.dictionary(noteIds, notes, { maxKeys: 2 });

/** Any document that the schema takes, most of them with issues: ids are unique here, references and edges go anywhere. */
export const flowDocuments: fc.Arbitrary<FlowDocument> = fc
  .tuple(fc.uniqueArray(flowNodes(nodeIds), { maxLength: 6, selector: (node) => node.id }), fc.uniqueArray(flowEdges(fc.constantFrom(...someEdges)), { maxLength: 8, selector: (edge) => edge.id }), fc.dictionary(nodeIds, position), groupSets, noteSets)
  .map(([nodes, edges, places, groups, notes]) => ({ schemaVersion, nodes, edges, layout: { nodes: places, ...(Object.keys(groups).length === 0 ? {} : { groups }), ...(Object.keys(notes).length === 0 ? {} : { notes }) } }) as FlowDocument);
