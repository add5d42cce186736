import { aliasesOf, type CelAliases } from "./bindings/aliases.ts";
import { printCel } from "./bindings/print-cel.ts";

/** What nodes are called where people read: in sentences by their name, in expressions by an alias. */
export interface NodeNames {
  nameOf: (id: string) => string;
  inWords: (expression: string) => string;
}

export function nodeNames(nodes: readonly { id: string; name: string }[]): NodeNames {
  const byId = new Map(nodes.map((node) => [node.id, node.name]));
  let aliases: CelAliases | undefined;
  return {
    nameOf: (id) => byId.get(id) ?? "a step that is gone",
    inWords(expression) {
      aliases ??= aliasesOf(nodes);
      return printCel(expression, aliases);
    },
  };
}
