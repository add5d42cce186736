import type { Json } from "#lib/json.ts";
import type { FlowDocument } from "../document.schema.ts";
import type { TemplatePlace } from "./template-content.schema.ts";

type Part = string | number;

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own properties and indexes only, so that no path reaches a prototype. */
function partOf(value: unknown, part: Part): unknown {
  if (Array.isArray(value)) return typeof part === "number" ? value[part] : undefined;
  return isObject(value) && typeof part === "string" && Object.hasOwn(value, part) ? value[part] : undefined;
}

/** Whether a path ends inside the value of a literal, or at a text of a template: elsewhere it would change what a setting is. */
function endsInValue(config: unknown, path: readonly Part[]): boolean {
  let at = config;
  for (const [index, part] of path.entries()) {
    const next = partOf(at, part);
    if (isObject(at) && at["kind"] === "literal" && part === "value") return true;
    if (isObject(at) && at["kind"] === "template" && part === "parts") return index === path.length - 2 && typeof partOf(next, path[index + 1] ?? "") === "string";
    at = next;
  }
  return false;
}

/** What is at a place; undefined when the place is not there, or is none where a value may be put. */
export function valueAt(document: FlowDocument, { node: id, path }: TemplatePlace): Json | undefined {
  const node = document.nodes.find((one) => one.id === id);
  if (!node || !endsInValue(node.config, path)) return undefined;
  return path.reduce<unknown>(partOf, node.config) as Json | undefined;
}

function put(value: unknown, path: readonly Part[], to: Json): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return to;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === part ? put(item, rest, to) : item));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === part ? put(item, rest, to) : item])) : value;
}

/** The document with another value at a place; as it is, when the place is not there. */
export function withValueAt(document: FlowDocument, place: TemplatePlace, value: Json): FlowDocument {
  if (valueAt(document, place) === undefined) return document;
  const nodes = document.nodes.map((node) => (node.id === place.node ? { ...node, config: put(node.config, place.path, value) as typeof node.config } : node));
  return { ...document, nodes };
}
