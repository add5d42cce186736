import type { ConfigValue, FlowNode } from "./document.schema.ts";
import type { NodeType } from "./node-type.ts";

function inWords(value: ConfigValue | undefined, nameOf: (id: string) => string): string | null {
  if (value === undefined) return null;
  switch (value.kind) {
    case "literal":
      if (value.value === null || value.value === "") return null;
      return typeof value.value === "string" ? value.value : JSON.stringify(value.value);
    case "reference":
      return [nameOf(value.node), ...value.path].join(" · ");
    case "template":
      return value.parts.map((part) => (typeof part === "string" ? part : (part.path.at(-1) ?? nameOf(part.node)))).join("");
    case "fields": {
      const names = value.fields.map((field) => field.name).filter((name) => name !== "");
      if (names.length === 0) return null;
      const shown = names.slice(0, 3).join(", ");
      return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
    }
  }
}

/** The sentence on a node's plate: the operation's own, with its settings in place; what is unset is an ellipsis. */
export function summarize(node: FlowNode, type: NodeType, nameOf: (id: string) => string): string {
  return type.summary.replaceAll(/\{(\w+)\}/g, (_, key: string) => inWords(node.config[key], nameOf) ?? "…");
}
