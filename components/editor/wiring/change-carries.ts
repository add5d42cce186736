import type { FlowEdge } from "#lib/flow/document.schema.ts";
import type { Carries } from "#lib/flow/node-type.ts";
import type { Wiring } from "./wiring.ts";

/** Whether a node can work on something else, or why not, in words. */
type Change = { ok: true } | { ok: false; why: string };

const needs = { value: "needs one value", records: "needs records" } as const;
const taken = { value: "a value already leads into it", records: "records already lead into it" } as const;
const furtherOn = { value: "leads to steps that need records", records: "leads to steps that need one value" } as const;

/**
 * Follows a node's polymorphic ports to everything that would work on `carries` with it. `from` has an edge into it that
 * does not exist yet. Whatever further on takes only the other kind, or gets the other kind from elsewhere, refuses.
 */
export function changeCarries(wiring: Wiring, start: string, carries: Carries): Change {
  const other = wiring.incoming(start).find((edge) => edge.carries !== carries);
  if (other) return { ok: false, why: taken[other.carries] };
  const edges = new Set<string>();
  const nodes = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (nodes.has(id)) continue;
    const accepts = wiring.accepts(id);
    if (accepts !== null && accepts !== "any") {
      if (accepts !== carries) return { ok: false, why: id === start ? needs[accepts] : furtherOn[carries] };
      continue;
    }
    nodes.add(id);
    for (const edge of wiring.outgoing(id)) {
      if (!wiring.isPolymorphic(id, edge.from.port) || edge.carries === carries) continue;
      edges.add(edge.id);
      open.push(edge.to.node);
    }
  }
  const staysOther = (edge: FlowEdge): boolean => edge.carries !== carries && !edges.has(edge.id);
  for (const id of nodes) if (wiring.incoming(id).some(staysOther)) return { ok: false, why: furtherOn[carries] };
  return { ok: true };
}
