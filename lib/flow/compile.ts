import { present } from "#lib/assert.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { checkDocument } from "./check/check-document.ts";
import type { FlowDocument, FlowEdge } from "./document.schema.ts";
import { edgeNames } from "./edge-names.ts";
import { graphOf } from "./graph.ts";
import { blocksPublishing, type Issue } from "./issue.ts";
import type { NodeTypes } from "./node-type.ts";
import { patternOf } from "./pattern-of.ts";
import type { Plan, PlanEdge, PlanNode, PlanRegion } from "./plan.ts";
import { regionsOf } from "./regions.ts";

function planEdge(edge: FlowEdge, names: ReadonlyMap<string, string>): PlanEdge {
  return { id: edge.id, from: edge.from.node, port: edge.from.port, to: edge.to.node, toPort: edge.to.port, carries: edge.carries, name: names.get(edge.id) ?? edge.id };
}

/** Never throws: what cannot run comes back as the issues that say why. */
export function compile(document: FlowDocument, types: NodeTypes): Result<Plan, Issue[]> {
  const blocking = checkDocument(document, types).filter(blocksPublishing);
  if (blocking.length > 0) return fail(blocking);
  const graph = graphOf(document);
  const { mode, sources } = regionsOf(document, types, graph);
  const names = edgeNames(document);
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const nodes = new Map<string, PlanNode>();
  const regions = new Map<string, PlanRegion & { members: string[]; sinks: string[] }>();
  let trigger = "";
  for (const id of graph.order) {
    const node = byId.get(id);
    const type = node && types.get(node.type);
    if (!node || !type) continue;
    if (type.kind === "trigger") trigger = id;
    const [region] = sources.get(id) ?? [];
    if (type.kind === "source") regions.set(id, { source: id, members: [], sinks: [] });
    else if (region !== undefined) {
      regions.get(region)?.members.push(id);
      if (type.kind === "sink") regions.get(region)?.sinks.push(id);
    }
    nodes.set(id, {
      id,
      name: node.name,
      type: node.type,
      kind: type.kind,
      ...(type.built === undefined ? {} : { built: type.built }),
      mode: mode.get(id) ?? "value",
      isStep: type.isStep,
      canFail: type.canFail,
      effect: type.effect,
      idempotency: type.idempotency,
      config: node.config,
      perRecord: type.perRecord,
      settings: node.settings,
      ...(node.connection === undefined ? {} : { connection: node.connection }),
      ...(region === undefined ? {} : { region }),
      incoming: (graph.incoming.get(id) ?? []).map((edge) => planEdge(edge, names)),
      outgoing: (graph.outgoing.get(id) ?? []).map((edge) => planEdge(edge, names)),
    });
  }
  return ok({ trigger, pattern: present(patternOf(document, types), "the pattern of a document with a trigger"), nodes, regions, approvals: document.nodes.filter((node) => types.get(node.type)?.built === "approval").map((node) => node.id) });
}
