import type { FlowNode } from "#lib/flow/document.schema.ts";
import { filteredPort } from "#lib/flow/inline.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { outputsOf } from "#lib/flow/ports.ts";

/** Which way a step went on, in a sentence; null for the plain way out, which needs no words. */
export function portInWords(port: string | null, node: FlowNode | undefined, type: NodeType | undefined): string | null {
  if (port === null || port === "out") return null;
  if (port === filteredPort) return "It did not fit, so its path ended here.";
  const label = node && type ? outputsOf(node, type, "value").find((candidate) => candidate.id === port)?.label : undefined;
  return `It went on at “${label ?? port}”.`;
}
