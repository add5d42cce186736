import type { FlowDocument } from "../document.schema.ts";
import type { TemplateContent } from "./template-content.schema.ts";
import { valueAt, withValueAt } from "./template-place.ts";

/** A template's document as its author has it: with the values and connections of what it was made from. */
export function withSourceValues({ document, parameters, connections }: Pick<TemplateContent, "document" | "parameters" | "connections">, source: FlowDocument): FlowDocument {
  const had = new Map(source.nodes.map(({ id, connection }) => [id, connection]));
  const filled = parameters.flatMap(({ places }) => places).reduce((at, place) => {
    const value = valueAt(source, place);
    return value === undefined ? at : withValueAt(at, place, value);
  }, document);
  const connected = new Set(connections.flatMap(({ nodes }) => nodes));
  return {
    ...filled,
    nodes: filled.nodes.map((node) => {
      const connection = connected.has(node.id) ? had.get(node.id) : undefined;
      return connection === undefined ? node : { ...node, connection };
    }),
  };
}
