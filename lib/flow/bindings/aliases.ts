import { isTakenByAlias } from "./cel/names.ts";

/** What nodes are called in expressions on the screen: one to one, and never what means something else there. */
export interface CelAliases {
  aliasOf: (node: string) => string | undefined;
  nodeOf: (alias: string) => string | undefined;
}

/** `Load orders` as `load_orders`: small letters of the Latin alphabet, digits and single underscores within. */
function plain(name: string): string {
  const letters = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  const words = letters.replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_|_$/g, "");
  if (words === "") return "step";
  return /^\d/.test(words) || isTakenByAlias(words) ? `step_${words}` : words;
}

/** Depends on the nodes' ids and names only, not on their order. */
export function aliasesOf(nodes: readonly { id: string; name: string }[]): CelAliases {
  const inOrder = [...new Map(nodes.map((node) => [node.id, node])).values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const wanted = inOrder.map(({ id, name }) => ({ id, alias: plain(name) }));
  const taken = new Set(wanted.map(({ alias }) => alias));
  const nodeOf = new Map<string, string>();
  const aliasOf = new Map<string, string>();
  for (const { id, alias } of wanted) {
    let free = alias;
    for (let number = 2; nodeOf.has(free) || (free !== alias && taken.has(free)); number += 1) free = `${alias}_${number}`;
    nodeOf.set(free, id);
    aliasOf.set(id, free);
  }
  return { aliasOf: (node) => aliasOf.get(node), nodeOf: (alias) => nodeOf.get(alias) };
}
