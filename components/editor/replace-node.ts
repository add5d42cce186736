import type { ConfigValue, FlowDocument, FlowEdge, FlowNode, NodeSettings } from "#lib/flow/document.schema.ts";
import { fits } from "#lib/flow/data-types/fits.ts";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { freeName, newNode } from "./insert-node.ts";
import { edgeBetween, whyNotConnect } from "./wiring/connection-rules.ts";
import { wiringOf } from "./wiring/wiring.ts";

export interface Replacement {
  operations: Operation[];
  /** How many of its edges it keeps, and how many it had. */
  kept: number;
  had: number;
}

/** Settings that mean the same there: equal keys of types that fit. */
function keptConfig(node: FlowNode, before: NodeType | undefined, next: NodeType): Record<string, ConfigValue> {
  return Object.fromEntries(Object.entries(node.config).filter(([key]) => {
    if (!next.fields.includes(key)) return false;
    const was = before?.fieldTypes[key];
    const is = next.fieldTypes[key];
    return was === undefined || is === undefined || fits(was, is);
  }));
}

function keptSettings({ timeoutMs, retry, onError, idempotencyKey, ...rest }: NodeSettings, type: NodeType): NodeSettings {
  const { onUnknown: _unknown, rejectLimit: _rejects, overlap: _overlap, ...always } = rest;
  if (!type.canFail) return always;
  return { ...always, ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(retry === undefined ? {} : { retry }), ...(onError === undefined ? {} : { onError }), ...(idempotencyKey === undefined || type.effect !== "write" ? {} : { idempotencyKey }) };
}

/** The edges of the old node at the new one, each at the port of the same name or else the first that takes it. */
function keptEdges(document: FlowDocument, types: NodeTypes, node: FlowNode): { edge: FlowEdge; index: number }[] {
  const others = document.edges.filter((edge) => edge.from.node !== node.id && edge.to.node !== node.id);
  let now: FlowDocument = { ...document, nodes: document.nodes.map((old) => (old.id === node.id ? node : old)), edges: others };
  const kept: { edge: FlowEdge; index: number }[] = [];
  for (const [index, edge] of document.edges.entries()) {
    const isIn = edge.to.node === node.id;
    if (!isIn && edge.from.node !== node.id) continue;
    const ports = isIn ? (types.get(node.type)?.inputs ?? []) : wiringOf(now, types).outputs(node.id);
    const wanted = isIn ? edge.to.port : edge.from.port;
    const candidates = wanted === "error" ? ["error"] : [wanted, ...ports.map((port) => port.id).filter((id) => id !== wanted && id !== "error")];
    for (const port of candidates) {
      if (!ports.some(({ id }) => id === port)) continue;
      const from = isIn ? edge.from : { node: node.id, port };
      const to = isIn ? { node: node.id, port } : edge.to;
      if (whyNotConnect(now, types, from, to) !== null) continue;
      const next = { ...edge, from, to, carries: edgeBetween(now, types, from, to).carries };
      kept.push({ edge: next, index });
      now = { ...now, edges: [...now.edges, next] };
      break;
    }
  }
  return kept;
}

/** Why a node cannot become one of this type, in words; null when it can. */
export function whyNotReplace(document: FlowDocument, types: NodeTypes, id: string, type: NodeType): string | null {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (!node) return "the step is gone";
  if (node.type === type.type) return "it is one already";
  const isTrigger = types.get(node.type)?.kind === "trigger";
  if (isTrigger && type.kind !== "trigger") return "a flow needs its trigger";
  if (!isTrigger && type.kind === "trigger") return document.nodes.some((other) => types.get(other.type)?.kind === "trigger") ? "a flow has one trigger" : "a trigger comes first";
  return null;
}

/** A node turned into one of another type, or into a copy of `given`: under its old id, so that what refers to it still does. */
export function replaceNode(document: FlowDocument, types: NodeTypes, id: string, type: NodeType, given?: FlowNode): Replacement | null {
  const index = document.nodes.findIndex((candidate) => candidate.id === id);
  const node = document.nodes[index];
  if (!node) return null;
  const before = types.get(node.type);
  const fresh = newNode(document, type);
  const named = before !== undefined && (node.name === before.title || node.name.startsWith(`${before.title} `));
  const keepsConnection = node.connection !== undefined && before !== undefined && type.connection !== "none" && before.connectionKinds.some((kind) => type.connectionKinds.includes(kind));
  const next: FlowNode = given
    ? { ...given, id, name: given.name }
    : {
        id, type: type.type, name: named ? freeName(document, type.title) : node.name,
        config: { ...fresh.config, ...keptConfig(node, before, type) }, settings: keptSettings(node.settings, type),
        ...(keepsConnection && node.connection !== undefined ? { connection: node.connection } : {}),
      };
  const edges = keptEdges(document, types, next);
  const had = document.edges.filter((edge) => edge.from.node === id || edge.to.node === id).length;
  const groups = Object.fromEntries(Object.entries(document.layout.groups ?? {}).filter(([, group]) => group.nodes.includes(id)));
  const at = document.layout.nodes[id];
  const removed = given ? [id, given.id] : [id];
  const without = document.nodes.slice(0, index).filter((other) => !removed.includes(other.id)).length;
  const survivors = new Set(document.edges.filter((edge) => edge.from.node !== id && edge.to.node !== id).map((edge) => edge.id));
  const places = edges.map(({ edge, index: place }, order) => ({ edge, index: document.edges.slice(0, place).filter((other) => survivors.has(other.id)).length + order }));
  return {
    operations: [
      { type: "remove", nodes: removed, edges: [] },
      { type: "add-nodes", nodes: [{ node: next, index: without, ...(at ? { at } : {}) }], edges: places, ...(Object.keys(groups).length > 0 ? { groups } : {}) },
    ],
    kept: edges.length, had,
  };
}
