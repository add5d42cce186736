import type { FlowDocument } from "../document.schema.ts";
import type { TemplateConnection } from "./template-content.schema.ts";

/** The document with chosen connections, by the key of what needs one, at the nodes that have none yet. */
export function withConnections(document: FlowDocument, needed: readonly TemplateConnection[], chosen: Readonly<Record<string, string>>): FlowDocument {
  const byNode = new Map(needed.flatMap(({ key, nodes }) => (Object.hasOwn(chosen, key) ? nodes.map((node): [string, string | undefined] => [node, chosen[key]]) : [])));
  const nodes = document.nodes.map((node) => {
    const connection = node.connection ?? byNode.get(node.id);
    return connection === undefined || connection === node.connection ? node : { ...node, connection };
  });
  return { ...document, nodes };
}
