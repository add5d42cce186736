import type { FlowDocument, FlowNode } from "../document.schema.ts";
import { graphOf } from "../graph.ts";
import type { Issue } from "../issue.ts";
import { errorPort, type NodeTypes } from "../node-type.ts";

function repeated(values: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}

function checkNodes(document: FlowDocument, types: NodeTypes): Issue[] {
  const issues: Issue[] = [];
  const sameId = repeated(document.nodes.map((node) => node.id));
  const sameName = repeated(document.nodes.map((node) => node.name));
  for (const node of document.nodes) {
    if (sameId.has(node.id)) {
      issues.push({ rule: "node-id", severity: "error", node: node.id, message: `Two nodes have the id ${node.id}. Remove one of them.` });
    }
    if (sameName.has(node.name)) {
      issues.push({ rule: "node-name", severity: "error", node: node.id, message: `Two nodes are called “${node.name}”. Rename one, so that references can be told apart.` });
    }
    if (!types.has(node.type)) {
      issues.push({ rule: "node-type", severity: "error", node: node.id, message: `“${node.name}” is of the unknown type ${node.type}. Remove it or replace it.` });
    }
  }
  return issues;
}

function checkTrigger(document: FlowDocument, types: NodeTypes): Issue[] {
  const triggers = document.nodes.filter((node) => types.get(node.type)?.kind === "trigger");
  if (triggers.length === 0) {
    return [{ rule: "one-trigger", severity: "error", message: "The flow has no trigger. Add one, so that something starts it." }];
  }
  const issues: Issue[] = triggers.slice(1).map((node) => ({
    rule: "one-trigger",
    severity: "error",
    node: node.id,
    message: `A flow has one trigger, “${node.name}” is a second one. Remove it, or move it to a flow of its own.`,
  }));
  for (const node of triggers.filter((trigger) => trigger.settings.disabled)) {
    issues.push({ rule: "graph-3", severity: "error", node: node.id, message: "A trigger cannot be disabled. Pause the flow instead." });
  }
  return issues;
}

function checkEdges(document: FlowDocument, types: NodeTypes): Issue[] {
  const issues: Issue[] = [];
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const sameEdge = repeated(document.edges.map((edge) => JSON.stringify([edge.from, edge.to])));
  const sameId = repeated(document.edges.map((edge) => edge.id));
  for (const edge of document.edges) {
    const report = (message: string) => issues.push({ rule: "edge", severity: "error", edge: edge.id, message });
    if (sameId.has(edge.id)) report(`Two edges have the id ${edge.id}. Remove one of them.`);
    if (sameEdge.has(JSON.stringify([edge.from, edge.to]))) report("Two edges join the same ports. Remove one of them.");
    const from = nodes.get(edge.from.node);
    const to = nodes.get(edge.to.node);
    if (!from || !to) {
      report("An edge leads to a node that is not there. Remove the edge.");
      continue;
    }
    checkPorts(from, edge.from.port, to, edge.to.port, edge.carries, types, report);
  }
  return issues;
}

function checkPorts(
  from: FlowNode,
  fromPort: string,
  to: FlowNode,
  toPort: string,
  carries: "value" | "records",
  types: NodeTypes,
  report: (message: string) => void,
): void {
  const fromType = types.get(from.type);
  const toType = types.get(to.type);
  if (!fromType || !toType) return;
  const output = fromType.outputs.find((port) => port.id === fromPort);
  const input = toType.inputs.find((port) => port.id === toPort);
  if (!output && !(fromPort === errorPort && fromType.canFail)) {
    report(`“${from.name}” has no output “${fromPort}”. Remove the edge.`);
  }
  if (!input) report(`Nothing can lead into “${to.name}” at “${toPort}”. Remove the edge.`);
  if ((output?.carries ?? "value") !== carries || (input && input.carries !== carries)) {
    report(`The edge from “${from.name}” to “${to.name}” joins a value to records. Connect ports of one kind.`);
  }
}

function checkGraph(document: FlowDocument, types: NodeTypes): Issue[] {
  const graph = graphOf(document);
  const issues: Issue[] = [];
  const names = new Map(document.nodes.map((node) => [node.id, node.name]));
  for (const id of graph.cyclic) {
    issues.push({ rule: "graph-cycle", severity: "error", node: id, message: `“${names.get(id) ?? id}” is on a loop of edges, so it could never start. Remove one edge of the loop.` });
  }
  for (const node of document.nodes) {
    const isTrigger = types.get(node.type)?.kind === "trigger";
    if (!isTrigger && types.has(node.type) && (graph.incoming.get(node.id) ?? []).length === 0) {
      issues.push({ rule: "unreachable", severity: "warning", node: node.id, message: `Nothing leads to “${node.name}”, so it never runs. Connect it or remove it.` });
    }
  }
  return issues;
}

/** Nodes, trigger, edges and the graph they make. */
export function checkShape(document: FlowDocument, types: NodeTypes): Issue[] {
  return [
    ...checkTrigger(document, types),
    ...checkNodes(document, types),
    ...checkEdges(document, types),
    ...checkGraph(document, types),
  ];
}
