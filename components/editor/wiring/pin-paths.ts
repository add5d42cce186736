import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { edgeNames } from "#lib/flow/edge-names.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";

/** As long as an edge's name may be. */
const maxLength = 64;

/**
 * A path into a merge that has no name of its own is called after the step it comes from. Before that step is renamed,
 * paths that somebody reads keep the name they have.
 */
export function pinPaths(document: FlowDocument, types: NodeTypes, node: string): Operation[] {
  const byId = new Map(document.nodes.map((candidate) => [candidate.id, candidate]));
  const isRead = (merge: string) => document.nodes.some(({ id, config, settings }) => id !== merge && JSON.stringify([config, settings]).includes(merge));
  const unnamed = document.edges.filter((edge) => edge.from.node === node && edge.name === undefined && types.get(byId.get(edge.to.node)?.type ?? "")?.shape.from === "edges" && isRead(edge.to.node));
  if (unnamed.length === 0) return [];
  const names = edgeNames(document);
  return unnamed.flatMap((edge): Operation[] => {
    const name = names.get(edge.id);
    return name === undefined || name.length > maxLength ? [] : [{ type: "name-edge", edge: edge.id, name }];
  });
}
