import { createHash } from "node:crypto";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";

/** Settings that decide what a step gives: a trigger's declared fields or form, a map's names, else all of them. */
function decisive(node: FlowNode): Json {
  const type = nodeTypes.get(node.type);
  const shape = type?.shape;
  if (shape?.from === "declaration" || shape?.from === "part" || (shape?.from === "form" && type?.kind === "trigger")) return (node.config[shape.field] ?? null) as Json;
  if (type?.kind === "trigger") return null;
  if (shape?.from === "fields") {
    const list = node.config[shape.field];
    return list?.kind === "fields" ? list.fields.map(({ name }) => name) : null;
  }
  return node.config as unknown as Json;
}

/** Names what a step is said to give, so that a sample made under another name is known to be old; empty for a step that is gone. */
export function outputFingerprint(document: FlowDocument, id: string): string {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (!node) return "";
  const said = { type: node.type, output: (nodeTypes.get(node.type)?.output ?? null) as unknown as Json, settings: decisive(node) };
  return createHash("sha256").update(canonicalJson(said)).digest("base64url");
}
