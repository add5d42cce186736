import { fields } from "#lib/connectors/fields.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import { Binding, type Cases, type Condition, ConfigValue, FlowDocument, type FlowEdge, type FlowNode, NodeSettings, schemaVersion } from "#lib/flow/document.schema.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { nodeId } from "#tests/support/build-document.ts";
import type { Sketch } from "./semantic-case.schema.ts";

/** Where the target of a machine is, and what flows and connections are called there. */
export interface Places {
  /** The target's address for this case; each node calls a path of its own name below it. */
  base: string;
  flow(name: string): string;
  connection?: string;
}

export const nowhere: Places = { base: "http://target.test/case", flow: (name) => `flow_${name.toLowerCase()}` };

/** `get` and `post` call the node's own path at the target; a name without a slash is built in. */
const requests: Record<string, string> = { get: "GET", head: "HEAD", post: "POST", put: "PUT", delete: "DELETE" };

/** What a sketched node has besides its settings: `called` is its name on the canvas, `per` the `id` it calls with. */
const beside = new Set(["type", "called", "per", "takes", "settings", "connection"]);

/** `a.body.0.id`. */
function reference(text: string): Extract<Binding, { kind: "reference" }> {
  const [at = "", otherwise] = text.split(" ?? ");
  const [node = "", ...path] = at.trim().split(".");
  return { kind: "reference", node: nodeId(node), path: path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)), ...(otherwise === undefined ? {} : { default: JSON.parse(otherwise) as Json }) };
}

function cel(text: string, names: ReadonlySet<string>): Extract<Binding, { kind: "cel" }> {
  const source = text.replaceAll(/"[^"]*"|'[^']*'|(?<![\w.?])[a-z][a-z0-9]*\b/g, (word) => (names.has(word) ? nodeId(word) : word));
  return { kind: "cel", source };
}

/** `$a.body.id`, `$a.body.id ?? null`, `= a.n > 1.0`, `Order ${a.id}`; everything else is as it is. */
function binding(value: Json, names: ReadonlySet<string>): Binding {
  if (isJsonObject(value) && "kind" in value) return Binding.parse(value);
  if (typeof value !== "string") return { kind: "literal", value };
  if (/^\$[a-z]/.test(value)) return reference(value.slice(1));
  if (value.startsWith("= ")) return cel(value.slice(2), names);
  if (!value.includes("${")) return { kind: "literal", value };
  const parts = value.split(/\$\{([^}]*)\}/).map((part, index) => (index % 2 === 0 ? part : reference(part))).filter((part) => part !== "");
  return { kind: "template", parts };
}

/** `[left, operator, right]`, or `{ all: [...] }`, or `{ any: [...] }`, or an expression. */
function condition(value: Json, names: ReadonlySet<string>): Condition | Extract<Binding, { kind: "cel" }> {
  if (typeof value === "string") return cel(value.replace(/^= /, ""), names);
  const match = isJsonObject(value) && "any" in value ? "any" : "all";
  const rows = isJsonObject(value) ? (value[match] as Json[]) : [value];
  return {
    kind: "condition",
    match,
    tests: rows.map((row) => {
      const [left = null, operator, right] = row as Json[];
      return { left: binding(left, names), operator: operator as Condition["tests"][number]["operator"], ...(right === undefined ? {} : { right: binding(right, names) }) };
    }),
  };
}

const casePort = (label: string): string => `c_${label.toLowerCase().padEnd(2, "0")}`;

function cases(value: JsonObject, names: ReadonlySet<string>): Cases {
  return { kind: "cases", cases: Object.entries(value).map(([label, when]) => ({ port: casePort(label), label, when: condition(when, names) })) };
}

function configValue(type: string, key: string, value: Json, names: ReadonlySet<string>): ConfigValue {
  if (isJsonObject(value) && typeof value["kind"] === "string") return ConfigValue.parse(value);
  const schema = operationSpec(type)?.input.shape[key];
  const control = schema && fields.get(schema)?.control;
  if (control === "condition") return condition(value, names);
  if (control === "cases" && isJsonObject(value)) return cases(value, names);
  if (control === "fields" && isJsonObject(value)) return { kind: "fields", fields: Object.entries(value).map(([name, part]) => ({ name, value: binding(part, names) })) };
  if (control === "json" && (isJsonObject(value) || Array.isArray(value))) return { kind: "literal", value };
  return binding(value, names);
}

/** What a node of a type has when the sketch does not say. */
function defaults(name: string, type: string, method: string | undefined, sketch: JsonObject, places: Places): JsonObject {
  const url = `${places.base}/${name}`;
  if (type === "http/pages") return { url, paging: "none" };
  if (method !== undefined) return { method, url: typeof sketch["per"] === "string" ? `${url}?id=\${${sketch["per"].slice(1)}}` : url };
  switch (type) {
    case "core/map":
      return { fields: { did: name } };
    case "core/code":
      return { source: "return input;" };
    case "core/approval":
      return { question: `${name}?` };
    case "core/fail":
      return { message: `${name} failed` };
    case "core/stop":
      return { reason: name };
    case "core/event":
      return { name: "started" };
    case "core/called":
      return { answer: "respond" };
    default:
      return {};
  }
}

function declaration(takes: JsonObject): Json {
  return Object.entries(takes).map(([name, type]) => ({ name: name.replace("?", ""), type, required: !name.endsWith("?") }));
}

function expandNode(name: string, given: string | JsonObject, places: Places, names: ReadonlySet<string>): FlowNode {
  const sketch: JsonObject = typeof given === "string" ? { type: given } : given;
  const short = String(sketch["type"]);
  const method = requests[short];
  const type = method === undefined ? (short === "pages" ? "http/pages" : short.includes("/") ? short : `core/${short}`) : "http/request";
  const own = Object.fromEntries(Object.entries(sketch).filter(([key]) => !beside.has(key)));
  if (type === "core/call-flow" && typeof own["flow"] === "string") own["flow"] = places.flow(own["flow"].slice(1));
  if (isJsonObject(sketch["takes"])) own["fields"] = declaration(sketch["takes"]);
  const config = { ...defaults(name, type, method, sketch, places), ...own };
  const settings = isJsonObject(sketch["settings"]) ? { ...sketch["settings"] } : {};
  if (settings["idempotencyKey"] !== undefined) settings["idempotencyKey"] = binding(settings["idempotencyKey"], names) as unknown as Json;
  return {
    id: nodeId(name),
    name: typeof sketch["called"] === "string" ? sketch["called"] : name,
    type,
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, configValue(type, key, value, names)])),
    settings: NodeSettings.parse(settings),
    ...(sketch["connection"] === true ? { connection: places.connection ?? "conn_none" } : {}),
  };
}

/** `a -> b`, `a.error -> b`, `s => b` for records, `a -> m : left` for an edge's name; chains are one edge a step. */
function expandEdges(text: string, nodes: ReadonlyMap<string, FlowNode>): Omit<FlowEdge, "id">[] {
  const [path = "", label] = text.split(" : ");
  const steps = path.split(/ (->|=>) /);
  const edges: Omit<FlowEdge, "id">[] = [];
  for (let index = 0; index + 2 < steps.length; index += 2) {
    const [from = "", port = "out"] = (steps[index] ?? "").split(".");
    const to = (steps[index + 2] ?? "").split(".")[0] ?? "";
    const asked = nodes.get(from)?.config["cases"];
    const found = asked?.kind === "cases" ? asked.cases.find((one) => one.label === port)?.port : undefined;
    edges.push({
      carries: steps[index + 1] === "=>" ? "records" : "value",
      ...(label === undefined ? {} : { name: label }),
      from: { node: nodeId(from), port: found ?? port },
      to: { node: nodeId(to), port: "in" },
    });
  }
  return edges;
}

/** A document from its sketch. `t` is a manual trigger unless it is drawn otherwise. */
export function expandSketch(sketch: Sketch, places: Places = nowhere): FlowDocument {
  if (sketch.document) return FlowDocument.parse(JSON.parse(JSON.stringify(sketch.document).replaceAll(nowhere.base, places.base)));
  const drawn = { ...("t" in sketch.nodes || !sketch.edges.some((edge) => /^t( |\.)/.test(edge)) ? {} : { t: "manual" }), ...sketch.nodes };
  const names = new Set(Object.keys(drawn));
  const nodes = new Map(Object.entries(drawn).map(([name, given]) => [name, expandNode(name, given as string | JsonObject, places, names)]));
  const more = Array.from({ length: sketch.more ?? 0 }, (_, index) => expandNode(`more${index}`, "map", places, names));
  const edges = [...sketch.edges, ...more.map((node) => `t -> ${node.name}`)].flatMap((edge) => expandEdges(edge, nodes));
  const all = [...nodes.values(), ...more];
  return {
    schemaVersion,
    nodes: all,
    edges: edges.map((edge, index) => ({ id: `e_${String(index).padStart(4, "0")}`, ...edge })),
    layout: { nodes: Object.fromEntries(all.map((node, index) => [node.id, { x: 280 * (index % 20), y: 120 * Math.floor(index / 20) }])) },
  };
}

/** The node's name in the sketch, from its id; types say which ports a switch has. */
export function shortNames(sketch: Sketch): Map<string, string> {
  if (sketch.document) return new Map(sketch.document.nodes.map(({ id }) => [id, id]));
  return new Map(["t", ...Object.keys(sketch.nodes)].map((name) => [nodeId(name), name]));
}

/** A switch's port as its case is called. */
export function portName(document: FlowDocument, id: string, port: string | null): string | null {
  const value = document.nodes.find((node) => node.id === id)?.config["cases"];
  return (value?.kind === "cases" ? value.cases.find((one) => one.port === port)?.label : undefined) ?? port;
}
