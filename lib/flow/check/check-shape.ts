import type { FlowEdge, FlowNode } from "../document.schema.ts";
import { edgeNames } from "../edge-names.ts";
import type { Fix, Issue } from "../issue.ts";
import { freeName } from "../free-name.ts";
import { nodesAtMost } from "../nodes-at-most.ts";
import { outputsOf } from "../ports.ts";
import type { Subject } from "./subject.ts";

function repeated(values: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}

function removeNode(node: FlowNode): Fix {
  return { label: `Remove “${node.name}”`, operations: [{ type: "remove", nodes: [node.id], edges: [] }] };
}

function checkNodes({ document, types }: Subject): Issue[] {
  const issues: Issue[] = [];
  const { length } = document.nodes;
  if (length > nodesAtMost) {
    issues.push({ rule: "graph-7", severity: "error", message: `A flow has ${nodesAtMost} steps at most, this one has ${length}. Move some of them into a flow of their own and call it.` });
  }
  const sameId = repeated(document.nodes.map((node) => node.id));
  const names = new Set(document.nodes.map((node) => node.name));
  const seen = new Set<string>();
  for (const node of document.nodes) {
    if (sameId.has(node.id)) {
      issues.push({ rule: "node-id", severity: "error", node: node.id, message: `Two nodes have the id ${node.id}. Remove one of them.` });
    }
    if (seen.size === seen.add(node.name).size) {
      const name = freeName(node.name, names);
      names.add(name);
      issues.push({
        rule: "node-name", severity: "error", node: node.id,
        message: `Two nodes are called “${node.name}”. Rename one, so that references can be told apart.`,
        fix: { label: `Rename it “${name}”`, operations: [{ type: "rename-node", node: node.id, name }] },
      });
    }
    const off = types.get(node.type)?.off;
    if (off !== undefined) issues.push({ rule: "node-off", severity: "error", node: node.id, message: `“${node.name}” cannot run here. ${off}`, fix: removeNode(node) });
    if (!types.has(node.type)) {
      issues.push({ rule: "node-type", severity: "error", node: node.id, message: `“${node.name}” is of the unknown type ${node.type}. Remove it or replace it.`, fix: removeNode(node) });
    }
  }
  return issues;
}

function checkTrigger({ document, types }: Subject): Issue[] {
  const triggers = document.nodes.filter((node) => types.get(node.type)?.kind === "trigger");
  if (triggers.length === 0) {
    return [{ rule: "one-trigger", severity: "error", message: "The flow has no trigger. Add one, so that something starts it." }];
  }
  const issues: Issue[] = triggers.slice(1).map((node) => ({
    rule: "one-trigger",
    severity: "error",
    node: node.id,
    message: `A flow has one trigger, “${node.name}” is a second one. Remove it, or move it to a flow of its own.`,
    fix: removeNode(node),
  }));
  for (const node of triggers.filter((trigger) => trigger.settings.disabled)) {
    const { disabled: _, ...settings } = node.settings;
    issues.push({
      rule: "graph-3", severity: "error", node: node.id, message: "A trigger cannot be disabled. Pause the flow instead.",
      fix: { label: "Turn it on", operations: [{ type: "set-settings", node: node.id, settings }] },
    });
  }
  return issues;
}

function checkEdges(subject: Subject): Issue[] {
  const { document, nodes } = subject;
  const issues: Issue[] = [];
  const sameEdge = repeated(document.edges.map((edge) => JSON.stringify([edge.from, edge.to])));
  const sameId = repeated(document.edges.map((edge) => edge.id));
  for (const edge of document.edges) {
    const fix: Fix = { label: "Remove the edge", operations: [{ type: "remove", nodes: [], edges: [edge.id] }] };
    const report = (message: string): void => void issues.push({ rule: "edge", severity: "error", edge: edge.id, message, fix });
    if (sameId.has(edge.id)) report(`Two edges have the id ${edge.id}. Remove one of them.`);
    if (sameEdge.has(JSON.stringify([edge.from, edge.to]))) report("Two edges join the same ports. Remove one of them.");
    const from = nodes.get(edge.from.node);
    const to = nodes.get(edge.to.node);
    if (from && to) checkPorts(subject, from, to, edge, report);
    else report("An edge leads to a step that is not there. Remove the edge.");
  }
  return issues;
}

function checkPorts({ types, regions }: Subject, from: FlowNode, to: FlowNode, edge: FlowEdge, report: (message: string) => void): void {
  const fromType = types.get(from.type);
  const toType = types.get(to.type);
  if (!fromType || !toType) return;
  const output = outputsOf(from, fromType, regions.mode.get(from.id) ?? "value").find((port) => port.id === edge.from.port);
  const input = toType.inputs.find((port) => port.id === edge.to.port);
  if (!output) report(`“${from.name}” has no output “${edge.from.port}”. Remove the edge.`);
  if (!input) report(`Nothing can lead into “${to.name}” at “${edge.to.port}”. Remove the edge.`);
  const accepts = input?.carries ?? "any";
  if ((output && output.carries !== edge.carries) || (accepts !== "any" && accepts !== edge.carries)) {
    report(edge.carries === "records" || output?.carries === "records"
      ? `The edge from “${from.name}” to “${to.name}” joins records to a value. Collect the records first, or connect ports of one kind.`
      : `The edge from “${from.name}” to “${to.name}” joins a value to records. Split the list into records first, or connect ports of one kind.`);
  }
}

function checkGraph({ document, types, graph, nodes }: Subject): Issue[] {
  const issues: Issue[] = [];
  const cyclic = new Set(graph.cyclic);
  for (const id of graph.cyclic) {
    const back = document.edges.find((edge) => edge.to.node === id && cyclic.has(edge.from.node));
    issues.push({
      rule: "graph-cycle", severity: "error", node: id, message: `“${nodes.get(id)?.name ?? id}” is on a loop of edges, so it could never start. Remove one edge of the loop.`,
      ...(back ? { fix: { label: "Remove the edge that leads back", operations: [{ type: "remove", nodes: [], edges: [back.id] }] } } : {}),
    });
  }
  for (const node of document.nodes) {
    const isTrigger = types.get(node.type)?.kind === "trigger";
    if (!isTrigger && types.has(node.type) && (graph.incoming.get(node.id) ?? []).length === 0) {
      issues.push({ rule: "unreachable", severity: "warning", node: node.id, message: `Nothing leads to “${node.name}”, so it never runs. Connect it or remove it.`, fix: removeNode(node) });
    }
  }
  return issues;
}

/** A merge of values waits for edges that exist, and tells them apart (SEMANTICS graph-5). */
function checkMerges({ document, types, graph, regions }: Subject): Issue[] {
  const issues: Issue[] = [];
  const names = edgeNames(document);
  for (const node of document.nodes) {
    if (types.get(node.type)?.built !== "merge" || regions.mode.get(node.id) === "records") continue;
    const incoming = graph.incoming.get(node.id) ?? [];
    const first = node.config["first"];
    if (first?.kind === "literal" && typeof first.value === "number" && first.value > incoming.length && incoming.length > 0) {
      issues.push({
        rule: "graph-5", severity: "error", node: node.id, field: "first",
        message: `“${node.name}” waits for ${first.value} edges, but only ${incoming.length} lead to it.`,
        fix: { label: "Wait for all of them", operations: [{ type: "set-config", node: node.id, key: "first", value: null }] },
      });
    }
    for (const edge of incoming) {
      if (edge.name !== undefined && names.get(edge.id) !== edge.name) {
        issues.push({ rule: "graph-5", severity: "error", node: node.id, edge: edge.id, message: `Two edges into “${node.name}” are called “${edge.name}”. Rename one of them.` });
      }
    }
  }
  return issues;
}

/** Nodes, trigger, edges and the graph they make. */
export function checkShape(subject: Subject): Issue[] {
  return [...checkTrigger(subject), ...checkNodes(subject), ...checkEdges(subject), ...checkGraph(subject), ...checkMerges(subject)];
}
