import { mapNodes, mapNodesInBinding } from "#lib/flow/bindings/map-nodes.ts";
import { referencesOf } from "#lib/flow/bindings/references.ts";
import type { FlowDocument, FlowNode, Group, Note } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation, Position } from "#lib/flow/operations/operation.ts";
import { freeName } from "../insert-node.ts";
import { newLocalId } from "../new-local-id.ts";

export interface Pasted {
  operations: Operation[];
  nodes: string[];
  notes: string[];
  /** What was left out or does not hold here, in sentences. */
  said: string[];
}

const mostNodes = 1_000;

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

/** Moves a set so that its top left corner lies at a place, and then out of the way of what is there. */
function offsetOf(document: FlowDocument, excerpt: FlowDocument, at: Position): Position {
  const points = [...Object.values(excerpt.layout.nodes), ...Object.values(excerpt.layout.notes ?? {})];
  if (points.length === 0) return at;
  const left = Math.min(...points.map((point) => point.x));
  const top = Math.min(...points.map((point) => point.y));
  const taken = Object.values(document.layout.nodes);
  let [dx, dy] = [Math.round((at.x - left) / 8) * 8, Math.round((at.y - top) / 8) * 8];
  while (points.some((point) => taken.some((there) => Math.abs(there.x - point.x - dx) < 24 && Math.abs(there.y - point.y - dy) < 24))) [dx, dy] = [dx + 32, dy + 32];
  return { x: dx, y: dy };
}

/**
 * What adds a copied part to a document: new ids, free names, references among the copied rewired. A second trigger is
 * left out, and so is a connection that this workspace does not have.
 * @param connections ids that exist here; null when that is not known, then they are kept and `check` judges.
 */
export function pasteOperations(document: FlowDocument, types: NodeTypes, excerpt: FlowDocument, at: Position, connections: ReadonlySet<string> | null): Pasted {
  const hasTrigger = document.nodes.some((node) => types.get(node.type)?.kind === "trigger");
  let triggers = 0;
  const taken = excerpt.nodes.filter((node) => types.get(node.type)?.kind !== "trigger" || (!hasTrigger && (triggers += 1) === 1)).slice(0, mostNodes - document.nodes.length);
  const ids = new Map(taken.map((node) => [node.id, newLocalId("node")]));
  const copyOf = (id: string): string => ids.get(id) ?? id;
  const offset = offsetOf(document, excerpt, at);
  const place = (from: Position | undefined): Position => ({ x: (from?.x ?? 0) + offset.x, y: (from?.y ?? 0) + offset.y });
  const here = new Set(document.nodes.map((node) => node.id));
  let named = document;
  let dropped = 0;
  let dangling = 0;
  const nodes = taken.map((node) => {
    const { connection, ...rest } = node;
    const keeps = connection !== undefined && (connections === null || connections.has(connection));
    if (connection !== undefined && !keeps) dropped += 1;
    if (referencesOf(node).some((reference) => !ids.has(reference.node) && !here.has(reference.node))) dangling += 1;
    const copy: FlowNode = {
      ...rest, ...(keeps ? { connection } : {}), id: copyOf(node.id), name: freeName(named, node.name),
      config: Object.fromEntries(Object.entries(node.config).map(([key, value]) => [key, mapNodes(value, copyOf)])),
      settings: node.settings.idempotencyKey ? { ...node.settings, idempotencyKey: mapNodesInBinding(node.settings.idempotencyKey, copyOf) } : node.settings,
    };
    named = { ...named, nodes: [...named.nodes, copy] };
    return { node: copy, at: place(excerpt.layout.nodes[node.id]) };
  });
  const edges = excerpt.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to.node)).map((edge) => ({
    edge: { ...edge, id: newLocalId("edge"), from: { ...edge.from, node: copyOf(edge.from.node) }, to: { ...edge.to, node: copyOf(edge.to.node) } },
  }));
  const groups: Record<string, Group> = {};
  for (const group of Object.values(excerpt.layout.groups ?? {})) {
    const members = group.nodes.flatMap((node) => ids.get(node) ?? []);
    if (members.length > 0) groups[newLocalId("group")] = { ...group, nodes: members };
  }
  const notes: Record<string, Note> = {};
  for (const note of Object.values(excerpt.layout.notes ?? {})) notes[newLocalId("note")] = { ...note, ...place(note) };
  const left = excerpt.nodes.length - taken.length;
  return {
    operations: [
      ...(nodes.length > 0 ? [{ type: "add-nodes", nodes, edges, ...(Object.keys(groups).length > 0 ? { groups } : {}) } as const] : []),
      ...(Object.keys(notes).length > 0 ? [{ type: "set-notes", notes } as const] : []),
    ],
    nodes: [...ids.values()],
    notes: Object.keys(notes),
    said: [
      [nodes.length > 0 ? counted(nodes.length, "step", "steps") : null, Object.keys(notes).length > 0 ? counted(Object.keys(notes).length, "note", "notes") : null].filter((part) => part !== null).join(" and ").replace(/^/, "Pasted ").concat("."),
      ...(left > 0 ? [left === 1 ? "The trigger was left out: a flow has one." : `${left} steps were left out.`] : []),
      ...(dropped > 0 ? [`${counted(dropped, "step", "steps")} lost the connection: this workspace does not have it. Choose one.`] : []),
      ...(dangling > 0 ? [`${counted(dangling, "step refers", "steps refer")} to steps that are not here; the issues say where.`] : []),
    ],
  };
}
