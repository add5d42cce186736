import type { ConfigValue, FlowDocument, FlowEdge, Group, Note } from "../document.schema.ts";
import type { NodeTypes } from "../node-type.ts";
import { valueWords } from "../value-words.ts";
import { documentPlaces, type Place, placeKey } from "./document-places.ts";
import { besideWords, type PlaceWords, placeWords } from "./place-words.ts";

export interface PlaceChange {
  /** The place's key; rows of one list share it. */
  key: string;
  label: string;
  /** In words; null where nothing was, or is. */
  from: string | null;
  to: string | null;
}

export interface NodeChange {
  node: string;
  name: string;
  kind: "added" | "removed" | "changed";
  /** Empty for nodes that came or went. */
  places: PlaceChange[];
}

export interface EdgeChange {
  edge: string;
  kind: "added" | "removed" | "changed";
  words: string;
}

export interface DocumentDiff {
  nodes: NodeChange[];
  edges: EdgeChange[];
  /** Groups and notes. */
  beside: { key: string; kind: "added" | "removed" | "changed"; what: "group" | "note"; words: string }[];
  /** Nodes of both that stand elsewhere now. */
  moved: number;
}

/** Rows of a list of fields or of cases, so that one changed row does not read as the whole list. */
function rowsOf(value: unknown, words: PlaceWords): Map<string, string | null> | null {
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  const config = value as ConfigValue;
  if (config.kind === "fields") return new Map(config.fields.map((field) => [field.name, valueWords(field.value, words.names)]));
  if (config.kind === "cases") return new Map(config.cases.map(({ label, when }) => [label, valueWords(when, words.names)]));
  return null;
}

function placeChanges(key: string, before: Place | undefined, after: Place | undefined, was: PlaceWords, is: PlaceWords): PlaceChange[] {
  const label = is.label(key);
  const from = rowsOf(before?.value, was);
  const to = rowsOf(after?.value, is);
  if ((from ?? to) === null || (before && !from) || (after && !to)) return [{ key, label, from: was.value(before, key), to: is.value(after, key) }];
  const rows = [...new Set([...(from?.keys() ?? []), ...(to?.keys() ?? [])])];
  const changed = rows.filter((row) => from?.has(row) !== to?.has(row) || from?.get(row) !== to?.get(row));
  const order = changed.length === 0 ? [{ key, label, from: "in another order", to: "in this order" }] : [];
  return [...changed.map((row) => ({ key, label: `${label}: ${row}`, from: from?.has(row) ? (from.get(row) ?? "nothing") : null, to: to?.has(row) ? (to.get(row) ?? "nothing") : null })), ...order];
}

/** What is different in `after`, in words, by node in the order of the flow. */
export function diffDocuments(before: FlowDocument, after: FlowDocument, types: NodeTypes): DocumentDiff {
  const old = documentPlaces(before);
  const now = documentPlaces(after);
  const was = placeWords(before, types);
  const is = placeWords(after, types);
  const differs = (key: string): boolean => old.get(key)?.text !== now.get(key)?.text;
  const keysByNode = Map.groupBy([...new Set([...now.keys(), ...old.keys()])].filter(differs), (key) => (now.get(key) ?? old.get(key))?.node ?? null);

  const nodes: NodeChange[] = [];
  let moved = 0;
  for (const node of [...after.nodes, ...before.nodes.filter(({ id }) => !now.has(placeKey.node(id)))]) {
    const keys = keysByNode.get(node.id) ?? [];
    if (!old.has(placeKey.node(node.id))) nodes.push({ node: node.id, name: node.name, kind: "added", places: [] });
    else if (!now.has(placeKey.node(node.id))) nodes.push({ node: node.id, name: node.name, kind: "removed", places: [] });
    else {
      if (keys.includes(placeKey.at(node.id))) moved += 1;
      const places = keys.filter((key) => key !== placeKey.at(node.id)).flatMap((key) => placeChanges(key, old.get(key), now.get(key), was, is));
      if (places.length > 0) nodes.push({ node: node.id, name: node.name, kind: "changed", places });
    }
  }
  const kindOf = (key: string): EdgeChange["kind"] => (old.has(key) && now.has(key) ? "changed" : now.has(key) ? "added" : "removed");
  const loose = keysByNode.get(null) ?? [];
  const beside = loose.filter((key) => !key.startsWith("edge ")).map((key): DocumentDiff["beside"][number] => {
    const value = (now.get(key) ?? old.get(key))?.value as Group | Note;
    return { key, kind: kindOf(key), what: key.startsWith("group ") ? "group" : "note", words: besideWords(value, now.has(key) ? is : was) ?? "" };
  });
  const edges = loose.filter((key) => key.startsWith("edge ")).map((key): EdgeChange => {
    const next = now.get(key)?.value as FlowEdge | undefined;
    const last = old.get(key)?.value as FlowEdge | undefined;
    const edge = next ?? last;
    if (!edge) throw new Error("Invariant broken: a changed edge is on one side");
    return { edge: edge.id, kind: kindOf(key), words: (next ? is : was).edge(edge) };
  });
  return { nodes, edges, beside, moved };
}
