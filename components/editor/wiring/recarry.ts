import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Carries, NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { changeCarries } from "./change-carries.ts";
import { wiringOf } from "./wiring.ts";

/**
 * After edges came or went: what makes every edge carry what its port carries again, wherever the other end takes it.
 * Null when all do. What cannot be made to fit stays as it is, and `check` says so.
 */
export function recarry(document: FlowDocument, types: NodeTypes): Operation | null {
  const wiring = wiringOf(document, types);
  const now = new Map<string, Carries>(document.edges.map((edge) => [edge.id, edge.carries]));
  const changed: Record<string, Carries> = {};
  for (const id of wiring.graph.order) {
    const type = wiring.type(id);
    if (!type) continue;
    const incoming = wiring.incoming(id);
    const mode = ((): Carries => {
      if (type.stands !== "any") return type.stands;
      if (incoming.length > 0) return incoming.some((edge) => now.get(edge.id) === "records") ? "records" : "value";
      // Nothing leads here: it goes back to one value, unless something further on needs records.
      return wiring.modeOf(id) === "records" && !changeCarries(wiring, id, "value").ok ? "records" : "value";
    })();
    const ports = new Map(wiring.outputs(id, mode).map((port) => [port.id, port.carries]));
    for (const edge of wiring.outgoing(id)) {
      const carries = ports.get(edge.from.port);
      const accepts = wiring.accepts(edge.to.node, edge.to.port);
      if (carries === undefined || carries === now.get(edge.id) || (accepts !== "any" && accepts !== carries)) continue;
      now.set(edge.id, carries);
      changed[edge.id] = carries;
    }
  }
  return Object.keys(changed).length === 0 ? null : { type: "set-carries", edges: changed };
}
