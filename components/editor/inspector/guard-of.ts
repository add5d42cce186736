import type { Hook } from "#components/fields/hook-url.tsx";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { connectionRule } from "#lib/flow/needs-connection.ts";
import type { NodeType } from "#lib/flow/node-type.ts";

/** Who gets in at a webhook's URL, as its trigger is set. */
export function guardOf(node: Pick<FlowNode, "config">, type: Pick<NodeType, "connectionWhen"> | undefined): Hook["guard"] {
  if (type && connectionRule(node, type)?.field === "verify") return "signature";
  const is = (key: string): unknown => (node.config[key]?.kind === "literal" ? node.config[key].value : undefined);
  return is("answer") === "respond" && (is("auth") ?? "none") !== "none" ? "credential" : "none";
}
