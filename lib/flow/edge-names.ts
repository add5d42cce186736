import type { FlowDocument } from "./document.schema.ts";

/** A name as an identifier: `Load orders` becomes `load_orders`. */
export function identifierOf(name: string): string {
  const words = name.normalize("NFKD").toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "");
  return /^[a-z]/.test(words) ? words : `step_${words}`.replace(/_$/, "");
}

/** What a merge calls each value that comes in (SEMANTICS graph-5): the edge's own name, else its source's, made unique. */
export function edgeNames(document: FlowDocument): Map<string, string> {
  const nodes = new Map(document.nodes.map((node) => [node.id, node.name]));
  const taken = new Map<string, Set<string>>();
  const names = new Map<string, string>();
  for (const named of [true, false]) {
    for (const edge of document.edges) {
      if ((edge.name !== undefined) !== named) continue;
      const used = taken.get(edge.to.node) ?? new Set();
      const wanted = edge.name ?? identifierOf(nodes.get(edge.from.node) ?? "");
      let name = wanted;
      for (let n = 2; used.has(name); n += 1) name = `${wanted}_${n}`;
      taken.set(edge.to.node, used.add(name));
      names.set(edge.id, name);
    }
  }
  return names;
}
