import type { Path } from "#lib/flow/document.schema.ts";
import { type CelTree, partsOf } from "./cel-tree.ts";

export interface CelReference {
  node: string;
  path: Path;
  /** Something stands in when nothing is there: it is under `has()` or `.?`, or only read where `has()` said yes. */
  optional: boolean;
}

interface Chain {
  base: CelTree;
  path: Path;
  /** How much of the path is read without `.?`. */
  required: number;
  /** Computed keys on the way: the path ends before the first of them. */
  computed: CelTree[];
}

/** A value's way from what it begins with, as far as it is known before it is evaluated. */
export function chainOf(tree: CelTree): Chain {
  if (tree.kind !== "field" && tree.kind !== "item") return { base: tree, path: [], required: 0, computed: [] };
  const chain = chainOf(tree.of);
  const { path, required, computed } = chain;
  const known = required === path.length && !tree.optional && computed.length === 0;
  const key = tree.kind === "field" ? tree.name : tree.at.kind === "literal" && typeof tree.at.value === "number" ? tree.at.value : null;
  if (key === null || computed.length > 0) return { ...chain, computed: key === null && tree.kind === "item" ? [...computed, tree.at] : computed };
  return { base: chain.base, path: [...path, key], required: known ? required + 1 : required, computed };
}

type Nodes = ReadonlySet<string>;
const none: Nodes = new Set();

/** The nodes that surely gave something when a condition turns out `truth`. */
function provenBy(condition: CelTree, truth: boolean): Nodes {
  switch (condition.kind) {
    case "has": {
      const { base } = chainOf(condition.target);
      return truth && base.kind === "output" ? new Set([base.node]) : none;
    }
    case "call": {
      const { base } = condition.name === "hasValue" && condition.args[0] ? chainOf(condition.args[0]) : { base: null };
      return truth && base?.kind === "output" ? new Set([base.node]) : none;
    }
    case "not":
      return provenBy(condition.of, !truth);
    case "and":
    case "or":
      return truth === (condition.kind === "and") ? new Set([...provenBy(condition.left, truth), ...provenBy(condition.right, truth)]) : none;
    default:
      return none;
  }
}

/** Every path an expression reads, each once; one that is read both ways is not optional. */
export function collectReferences(root: CelTree): CelReference[] {
  const found = new Map<string, CelReference>();

  function note(node: string, path: Path, optional: boolean): void {
    const key = JSON.stringify([node, path]);
    found.set(key, { node, path, optional: optional && (found.get(key)?.optional ?? true) });
  }

  function visitChain(tree: CelTree, proven: Nodes, lenient: boolean): void {
    const { base, path, required, computed } = chainOf(tree);
    for (const key of computed) visit(key, proven);
    if (base.kind !== "output") return visit(base, proven);
    const optional = lenient || proven.has(base.node);
    const chainIsOptional = lenient || hasOptionalStep(tree);
    if (!chainIsOptional) return note(base.node, path, optional);
    if (!lenient && required > 0) note(base.node, path.slice(0, required), optional);
    note(base.node, path, true);
  }

  function visit(tree: CelTree, proven: Nodes): void {
    switch (tree.kind) {
      case "output":
      case "field":
      case "item":
        return visitChain(tree, proven, false);
      case "has":
        return visitChain(tree.target, proven, true);
      case "and":
      case "or": {
        visit(tree.left, proven);
        return visit(tree.right, new Set([...proven, ...provenBy(tree.left, tree.kind === "and")]));
      }
      case "choose": {
        visit(tree.condition, proven);
        visit(tree.yes, new Set([...proven, ...provenBy(tree.condition, true)]));
        return visit(tree.no, new Set([...proven, ...provenBy(tree.condition, false)]));
      }
      default:
        for (const part of partsOf(tree)) visit(part, proven);
    }
  }

  visit(root, none);
  return [...found.values()];
}

function hasOptionalStep(tree: CelTree): boolean {
  return (tree.kind === "field" || tree.kind === "item") && (tree.optional || hasOptionalStep(tree.of));
}
