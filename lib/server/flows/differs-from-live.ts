import type { VersionDifference } from "#lib/contracts/flow-changes.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { triggerLimits } from "../events/limits.ts";
import { usableNodeTypes } from "./usable-node-types.ts";

function triggerOf({ nodes, edges }: FlowDocument): FlowNode | undefined {
  return nodes.find(({ id, type }) => usableNodeTypes().get(type)?.kind === "trigger" && !edges.some(({ to }) => to.node === id));
}

/** What a new version changes, in numbers, for those who look for why runs go differently. */
export function differsFromLive(live: FlowDocument, next: FlowDocument): VersionDifference {
  const { nodes } = diffDocuments(live, next, usableNodeTypes());
  const count = (kind: (typeof nodes)[number]["kind"]): number => nodes.filter((node) => node.kind === kind).length;
  const [was, is] = [triggerOf(live), triggerOf(next)];
  const fields = (trigger: FlowNode | undefined): string => canonicalJson((trigger?.config["fields"] ?? null) as Json);
  const limits = (trigger: FlowNode | undefined): string => canonicalJson((trigger === undefined ? null : triggerLimits(trigger)) as Json);
  return { added: count("added"), removed: count("removed"), changed: count("changed"), fields: fields(was) !== fields(is), limits: limits(was) !== limits(is) };
}
