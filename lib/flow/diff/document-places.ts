import { canonicalJson, type Json } from "#lib/json.ts";
import type { ConfigValue, FlowDocument, FlowNode } from "../document.schema.ts";

/** One thing in a document that can be changed by itself. */
export interface Place {
  /** The node it belongs to; null for edges, groups and notes. */
  node: string | null;
  /** Canonical JSON: equal text, equal value. */
  text: string;
  value: unknown;
}

/** The keys of places, from `document-places.ts` alone. */
export const placeKey = {
  node: (id: string) => `node ${id}`,
  name: (id: string) => `name ${id}`,
  connection: (id: string) => `connection ${id}`,
  config: (id: string, key: string) => `config ${id} ${key}`,
  settings: (id: string, key: string) => `settings ${id} ${key}`,
  at: (id: string) => `at ${id}`,
  edge: (id: string) => `edge ${id}`,
  group: (id: string) => `group ${id}`,
  note: (id: string) => `note ${id}`,
} as const;

function nodePlaces(node: FlowNode): [string, unknown][] {
  const { id } = node;
  return [
    [placeKey.node(id), node.type],
    [placeKey.name(id), node.name],
    ...(node.connection === undefined ? [] : [[placeKey.connection(id), node.connection] as [string, unknown]]),
    ...Object.entries(node.config).map(([key, value]: [string, ConfigValue]): [string, unknown] => [placeKey.config(id, key), value]),
    ...Object.entries(node.settings).flatMap(([key, value]): [string, unknown][] => (value === undefined ? [] : [[placeKey.settings(id, key), value]])),
  ];
}

/** A document taken apart into what can be changed by itself, by a key that is the same in every version of it. */
export function documentPlaces(document: FlowDocument): Map<string, Place> {
  const places = new Map<string, Place>();
  const put = (key: string, node: string | null, value: unknown): void => void places.set(key, { node, value, text: canonicalJson(value as Json) });
  for (const node of document.nodes) {
    for (const [key, value] of nodePlaces(node)) put(key, node.id, value);
    const at = document.layout.nodes[node.id];
    if (at) put(placeKey.at(node.id), node.id, at);
  }
  for (const edge of document.edges) put(placeKey.edge(edge.id), null, edge);
  for (const [id, group] of Object.entries(document.layout.groups ?? {})) put(placeKey.group(id), null, group);
  for (const [id, note] of Object.entries(document.layout.notes ?? {})) put(placeKey.note(id), null, note);
  return places;
}
