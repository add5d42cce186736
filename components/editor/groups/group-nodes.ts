import type { FlowDocument, Group } from "#lib/flow/document.schema.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { newLocalId } from "../new-local-id.ts";

/** Groups without some nodes; a group that would be empty goes. */
function without(document: FlowDocument, nodes: readonly string[]): Record<string, Group | null> {
  return Object.fromEntries(Object.entries(document.layout.groups ?? {}).flatMap(([id, group]) => {
    const left = group.nodes.filter((node) => !nodes.includes(node));
    if (left.length === group.nodes.length) return [];
    return [[id, left.length === 0 ? null : { ...group, nodes: left }]];
  }));
}

/** A new group of these nodes; a node is in one group, so they leave those they were in. */
export function groupNodes(document: FlowDocument, nodes: readonly string[]): { operation: Operation; id: string } {
  const id = newLocalId("group");
  const taken = new Set(Object.values(document.layout.groups ?? {}).map((group) => group.title));
  let title = "Group";
  for (let count = 2; taken.has(title); count += 1) title = `Group ${count}`;
  return { operation: { type: "set-groups", groups: { ...without(document, nodes), [id]: { title, nodes: [...nodes] } } }, id };
}

/** The groups that any of these nodes is in. */
export function groupsOf(document: FlowDocument, nodes: readonly string[]): string[] {
  return Object.entries(document.layout.groups ?? {}).flatMap(([id, group]) => (group.nodes.some((node) => nodes.includes(node)) ? [id] : []));
}

/** Whole groups dissolve when all of their nodes are named; else the nodes only leave them. */
export function ungroupNodes(document: FlowDocument, nodes: readonly string[]): Operation {
  return { type: "set-groups", groups: without(document, nodes) };
}
