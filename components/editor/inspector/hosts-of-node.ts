import type { FlowNode } from "#lib/flow/document.schema.ts";

/** The host that a step's URL names, where it is written out: what a new connection for it may be sent to. */
export function hostsOfNode(node: FlowNode): string[] {
  const url = node.config["url"];
  const text = url?.kind === "literal" ? url.value : url?.kind === "template" && typeof url.parts[0] === "string" ? url.parts[0] : null;
  if (typeof text !== "string" || !URL.canParse(text)) return [];
  // A template's first part may end within the host.
  const { host } = new URL(text);
  return host !== "" && (url?.kind === "literal" || /^https?:\/\/[^/]+\//.test(text)) ? [host] : [];
}
