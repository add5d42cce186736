import { fail, ok, type Result } from "#lib/result.ts";
import { checkDocument } from "./check/check-document.ts";
import type { FlowDocument, FlowEdge } from "./document.schema.ts";
import { graphOf } from "./graph.ts";
import { blocksPublishing, type Issue } from "./issue.ts";
import type { NodeTypes } from "./node-type.ts";
import type { Plan, PlanEdge, PlanNode } from "./plan.ts";

function planEdge(edge: FlowEdge): PlanEdge {
  return { id: edge.id, from: edge.from.node, port: edge.from.port, to: edge.to.node, toPort: edge.to.port };
}

/** Never throws: what cannot run comes back as the issues that say why. */
export function compile(document: FlowDocument, types: NodeTypes): Result<Plan, Issue[]> {
  const blocking = checkDocument(document, types).filter(blocksPublishing);
  if (blocking.length > 0) return fail(blocking);
  const graph = graphOf(document);
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const nodes = new Map<string, PlanNode>();
  let trigger = "";
  for (const id of graph.order) {
    const node = byId.get(id);
    const type = node && types.get(node.type);
    if (!node || !type) continue;
    if (type.kind === "trigger") trigger = id;
    nodes.set(id, {
      id,
      name: node.name,
      type: node.type,
      kind: type.kind,
      isStep: type.isStep,
      canFail: type.canFail,
      config: node.config,
      settings: node.settings,
      ...(node.connection === undefined ? {} : { connection: node.connection }),
      incoming: (graph.incoming.get(id) ?? []).map(planEdge),
      outgoing: (graph.outgoing.get(id) ?? []).map(planEdge),
    });
  }
  return ok({ trigger, nodes });
}
