import type { Json } from "#lib/json.ts";
import type { ConfigValue, FlowDocument, FlowEdge, Group, Note } from "../document.schema.ts";
import { type NodeNames, nodeNames } from "../node-names.ts";
import type { NodeTypes } from "../node-type.ts";
import { valueWords } from "../value-words.ts";
import type { Place } from "./document-places.ts";

const settingLabels: Readonly<Record<string, string>> = {
  timeoutMs: "Time limit", retry: "Retries", onError: "When it fails", idempotencyKey: "Idempotency key", onUnknown: "When it is unclear whether it happened",
  rejectLimit: "Rejects allowed", overlap: "While another run reads", disabled: "Disabled", note: "Note",
};

/** What people call the places of a document, and what is there. */
export interface PlaceWords {
  names: NodeNames;
  /** Of a place that belongs to a node. */
  label(key: string): string;
  /** A setting's value in words, cut to a line. */
  value(place: Place | undefined, key: string): string | null;
  edge(edge: FlowEdge): string;
}

const longest = 400;

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function isConfigValue(value: unknown): value is ConfigValue {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** A group by its title and nodes, a note by its text. */
export function besideWords(value: Group | Note | undefined, { names }: PlaceWords): string | null {
  if (!value) return null;
  return "title" in value ? `${value.title}: ${value.nodes.map(names.nameOf).join(", ")}` : cut(value.text);
}

export function placeWords(document: FlowDocument, types: NodeTypes): PlaceWords {
  const names = nodeNames(document.nodes);
  const typeOf = new Map(document.nodes.map((node) => [node.id, types.get(node.type)]));
  const plain = (value: unknown): string => (typeof value === "string" ? value : typeof value === "boolean" ? (value ? "yes" : "no") : JSON.stringify(value as Json));
  return {
    names,
    label(key) {
      const [kind, node = "", part = ""] = key.split(" ");
      switch (kind) {
        case "node":
          return "Step";
        case "name":
          return "Name";
        case "connection":
          return "Connection";
        case "at":
          return "Place on the canvas";
        case "config":
          return typeOf.get(node)?.labels[part] ?? part;
        default:
          return settingLabels[part] ?? part;
      }
    },
    value(place, key) {
      if (!place) return null;
      const { value } = place;
      if (key.startsWith("node ")) return types.get(String(value))?.title ?? String(value);
      if (isConfigValue(value)) return cut(valueWords(value, names) ?? "nothing");
      return cut(plain(value));
    },
    edge(edge) {
      const port = typeOf.get(edge.from.node)?.outputs.find(({ id }) => id === edge.from.port)?.label ?? (edge.from.port === "error" ? "on error" : null);
      return `${names.nameOf(edge.from.node)}${port === null ? "" : `, ${port},`} to ${names.nameOf(edge.to.node)}`;
    },
  };
}
