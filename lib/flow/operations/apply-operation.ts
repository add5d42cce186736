import { unreachable } from "#lib/assert.ts";
import type { FlowDocument, FlowEdge, FlowNode } from "../document.schema.ts";
import { changeGroups, changeNotes, groupsWithout } from "./change-layout.ts";
import type { Applied, GroupChanges, Operation, Position } from "./operation.ts";

type Inserted<Item> = { item: Item; index?: number };

function insert<Item>(list: readonly Item[], added: readonly Inserted<Item>[]): Item[] {
  const result = [...list];
  for (const { item, index } of added) result.splice(index ?? result.length, 0, item);
  return result;
}

function withNode(document: FlowDocument, id: string, change: (node: FlowNode) => FlowNode): FlowDocument {
  return { ...document, nodes: document.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

function withoutKey<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function addNodes(document: FlowDocument, operation: Extract<Operation, { type: "add-nodes" }>): Applied {
  const places: Record<string, Position> = { ...document.layout.nodes };
  for (const { node, at } of operation.nodes) if (at) places[node.id] = at;
  const present = new Set([...document.nodes, ...operation.nodes.map(({ node }) => node)].map((node) => node.id));
  const edges = operation.edges.filter(({ edge }) => present.has(edge.from.node) && present.has(edge.to.node));
  const { layout, before } = changeGroups(document.layout, operation.groups ?? {});
  // A group may have named a node before it was there; taking the node away again must not take it out.
  const named = Object.entries(document.layout.groups ?? {}).filter(([, group]) => operation.nodes.some(({ node }) => group.nodes.includes(node.id)));
  return {
    document: {
      ...document,
      nodes: insert(document.nodes, operation.nodes.map(({ node, index }) => ({ item: node, ...(index === undefined ? {} : { index }) }))),
      edges: insert(document.edges, edges.map(({ edge, index }) => ({ item: edge, ...(index === undefined ? {} : { index }) }))),
      layout: { ...layout, nodes: places },
    },
    inverse: { type: "remove", nodes: operation.nodes.map(({ node }) => node.id), edges: edges.map(({ edge }) => edge.id), ...withGroups({ ...Object.fromEntries(named), ...before }) },
  };
}

function withGroups(groups: GroupChanges): { groups?: GroupChanges } {
  return Object.keys(groups).length === 0 ? {} : { groups };
}

/** Edges at a removed node go with it, and its place in a group. Indices ascend, so putting things back one by one restores the order. */
function remove(document: FlowDocument, operation: Extract<Operation, { type: "remove" }>): Applied {
  const nodes = new Set(document.nodes.map((node) => node.id)).intersection(new Set(operation.nodes));
  const edges = new Set(operation.edges);
  for (const edge of document.edges) if (nodes.has(edge.from.node) || nodes.has(edge.to.node)) edges.add(edge.id);
  const { layout, before } = changeGroups(document.layout, { ...groupsWithout(document, nodes), ...operation.groups });
  return {
    document: {
      ...document,
      nodes: document.nodes.filter((node) => !nodes.has(node.id)),
      edges: document.edges.filter((edge) => !edges.has(edge.id)),
      layout: { ...layout, nodes: Object.fromEntries(Object.entries(document.layout.nodes).filter(([id]) => !nodes.has(id))) },
    },
    inverse: {
      type: "add-nodes",
      nodes: document.nodes.flatMap((node, index) => {
        const at = document.layout.nodes[node.id];
        return nodes.has(node.id) ? [{ node, index, ...(at ? { at } : {}) }] : [];
      }),
      edges: document.edges.flatMap((edge, index) => (edges.has(edge.id) ? [{ edge, index }] : [])),
      ...withGroups(before),
    },
  };
}

function moveNodes(document: FlowDocument, to: Readonly<Record<string, Position>>): Applied {
  const before: Record<string, Position> = {};
  for (const id of Object.keys(to)) {
    const at = document.layout.nodes[id];
    if (at) before[id] = at;
  }
  const known = Object.fromEntries(Object.entries(to).filter(([id]) => id in before));
  return {
    document: { ...document, layout: { ...document.layout, nodes: { ...document.layout.nodes, ...known } } },
    inverse: { type: "move-nodes", to: before },
  };
}

function connect(document: FlowDocument, { edge, index }: Extract<Operation, { type: "connect" }>): Applied | null {
  const ends = document.nodes.filter((node) => node.id === edge.from.node || node.id === edge.to.node);
  if (ends.length < new Set([edge.from.node, edge.to.node]).size) return null;
  return {
    document: { ...document, edges: insert(document.edges, [{ item: edge, ...(index === undefined ? {} : { index }) }]) },
    inverse: { type: "remove", nodes: [], edges: [edge.id] },
  };
}

function setCarries(document: FlowDocument, edges: Extract<Operation, { type: "set-carries" }>["edges"]): Applied {
  const before: Record<string, FlowEdge["carries"]> = {};
  const changed = document.edges.map((edge) => {
    const carries = Object.hasOwn(edges, edge.id) ? edges[edge.id] : undefined;
    if (carries === undefined || carries === edge.carries) return edge;
    before[edge.id] = edge.carries;
    return { ...edge, carries };
  });
  return { document: Object.keys(before).length === 0 ? document : { ...document, edges: changed }, inverse: { type: "set-carries", edges: before } };
}

function nameEdge(document: FlowDocument, operation: Extract<Operation, { type: "name-edge" }>): Applied | null {
  const edge = document.edges.find((candidate) => candidate.id === operation.edge);
  if (!edge) return null;
  const { name, ...rest } = edge;
  const next: FlowEdge = operation.name === null ? rest : { ...rest, name: operation.name };
  return {
    document: { ...document, edges: document.edges.map((candidate) => (candidate === edge ? next : candidate)) },
    inverse: { ...operation, name: name ?? null },
  };
}

/**
 * Applies one operation. Unknown ids change nothing: two editors may have acted on the same node.
 * Pure: the document given is left as it was.
 */
export function applyOperation(document: FlowDocument, operation: Operation): Applied {
  const nothing: Applied = { document, inverse: { type: "remove", nodes: [], edges: [] } };
  switch (operation.type) {
    case "add-nodes":
      return addNodes(document, operation);
    case "remove":
      return remove(document, operation);
    case "move-nodes":
      return moveNodes(document, operation.to);
    case "connect":
      return connect(document, operation) ?? nothing;
    case "set-carries":
      return setCarries(document, operation.edges);
    case "name-edge":
      return nameEdge(document, operation) ?? nothing;
    case "set-groups": {
      const { layout, before } = changeGroups(document.layout, operation.groups);
      return { document: { ...document, layout }, inverse: { type: "set-groups", groups: before } };
    }
    case "set-notes": {
      const { layout, before } = changeNotes(document.layout, operation.notes);
      return { document: { ...document, layout }, inverse: { type: "set-notes", notes: before } };
    }
    case "rename-node":
    case "set-config":
    case "set-settings":
    case "set-connection":
      break;
    default:
      return unreachable(operation);
  }
  const node = document.nodes.find((candidate) => candidate.id === operation.node);
  if (!node) return nothing;
  switch (operation.type) {
    case "rename-node":
      return {
        document: withNode(document, node.id, (old) => ({ ...old, name: operation.name })),
        inverse: { ...operation, name: node.name },
      };
    case "set-config": {
      const { key, value } = operation;
      const config = value === null ? withoutKey(node.config, key) : { ...node.config, [key]: value };
      return {
        document: withNode(document, node.id, (old) => ({ ...old, config })),
        inverse: { ...operation, value: Object.hasOwn(node.config, key) ? (node.config[key] ?? null) : null },
      };
    }
    case "set-settings":
      return {
        document: withNode(document, node.id, (old) => ({ ...old, settings: operation.settings })),
        inverse: { ...operation, settings: node.settings },
      };
    case "set-connection": {
      const { connection, ...rest } = node;
      const next: FlowNode = operation.connection === null ? rest : { ...rest, connection: operation.connection };
      return {
        document: withNode(document, node.id, () => next),
        inverse: { ...operation, connection: connection ?? null },
      };
    }
    default:
      return unreachable(operation);
  }
}
