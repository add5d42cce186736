import type { CelTree } from "#lib/flow/bindings/cel/cel-tree.ts";
import { readCel } from "#lib/flow/bindings/read-cel.ts";
import type { Binding, Path } from "#lib/flow/document.schema.ts";

function pathIn(tree: CelTree): { node: string; path: Path } | null {
  if (tree.kind === "output") return { node: tree.node, path: [] };
  if ((tree.kind !== "field" && tree.kind !== "item") || tree.optional) return null;
  const before = pathIn(tree.of);
  const key = tree.kind === "field" ? tree.name : tree.at.kind === "literal" && (typeof tree.at.value === "number" || typeof tree.at.value === "string") ? tree.at.value : null;
  return before && key !== null ? { node: before.node, path: [...before.path, key] } : null;
}

/** The plain value or reference that an expression is no more than; null for one that computes something. */
export function bindingOfCel(source: string): Binding | null {
  const reading = readCel(source);
  if (!reading.ok) return null;
  const { tree } = reading.value;
  if (tree.kind === "literal") return { kind: "literal", value: tree.value };
  const path = pathIn(tree);
  return path && { kind: "reference", ...path };
}
