import { celLimits } from "../cel-limits.ts";
import { type CelTree, partsOf } from "./cel-tree.ts";
import type { Grown } from "./grow-tree.ts";

export interface CelCost {
  /** Most steps it takes, each list as long as it may be in process; what long texts cost is counted as it happens. */
  bound: number;
  /** Where it is evaluated. An inline one may still stop with `cost`, on long inputs: the sandbox is next. */
  where: "inline" | "sandbox";
}

/** Loops within loops that run in process. */
const maxInlineNesting = 2;

/** How many parts a tree has: what one pass through it costs, loops within it aside. */
export function weightOf(tree: CelTree): number {
  return partsOf(tree).reduce((sum, part) => sum + weightOf(part), 1);
}

function boundOf(tree: CelTree): number {
  if (tree.kind !== "loop") return partsOf(tree).reduce((sum, part) => sum + boundOf(part), 1);
  const once = 1 + boundOf(tree.body) + (tree.keep ? boundOf(tree.keep) : 0);
  return boundOf(tree.over) + celLimits.inline.items * once;
}

export function boundCost({ tree, nesting }: Grown): CelCost {
  return { bound: boundOf(tree), where: nesting > maxInlineNesting ? "sandbox" : "inline" };
}
