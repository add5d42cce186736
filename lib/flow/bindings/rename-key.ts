import type { Cel, Path, Reference } from "../document.schema.ts";
import { type CelTree, partsOf } from "./cel/cel-tree.ts";
import { chainOf } from "./cel/collect-references.ts";
import type { BindingMap } from "./map-bindings.ts";
import { readCel } from "./read-cel.ts";

/** A key of what a node gives: the last part of `path`. */
export interface NamedKey {
  node: string;
  path: Path;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}

function inReference(reference: Reference, { node, path }: NamedKey, to: string): Reference {
  if (reference.node !== node || !startsWith(reference.path, path)) return reference;
  return { ...reference, path: reference.path.with(path.length - 1, to) };
}

/** Where an expression reads the key: a part of its tree, from which the key's own text is found. */
function readsOf(tree: CelTree, key: NamedKey): (CelTree & { kind: "field" })[] {
  const found = partsOf(tree).flatMap((part) => readsOf(part, key));
  if (tree.kind !== "field" || tree.name !== key.path.at(-1)) return found;
  const { base, path, computed } = chainOf(tree);
  const isIt = base.kind === "output" && base.node === key.node && computed.length === 0 && path.length === key.path.length && startsWith(path, key.path);
  return isIt ? [...found, tree] : found;
}

/** What a read ends with; a closing bracket may stand before it. */
const lastKey = /(?:\.\s*\??\s*[A-Za-z_]\w*|\[\s*\??\s*(?:"[^"]*"|'[^']*')\s*\])$/;

/** `.email`, or `["e-mail"]` where it is no identifier; with a `?` where it may be missing. */
function keyText(name: string, optional: boolean): string {
  const asked = optional ? "?" : "";
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${asked}${name}` : `[${asked}${JSON.stringify(name)}]`;
}

function inCel(cel: Cel, key: NamedKey, to: string): Cel {
  if (!cel.source.includes(key.node)) return cel;
  const read = readCel(cel.source);
  if (!read.ok) return cel;
  let { source } = cel;
  for (const { of, end, optional } of readsOf(read.value.tree, key).toSorted((a, b) => b.of.end - a.of.end)) {
    source = source.slice(0, of.end) + source.slice(of.end, end).replace(lastKey, () => keyText(to, optional)) + source.slice(end);
  }
  return source === cel.source || !readCel(source).ok ? cel : { ...cel, source };
}

/** Makes references and expressions call a key by its new name. An expression that cannot be read stays as it is. */
export function renameKey(key: NamedKey, to: string): BindingMap {
  return { reference: (reference) => inReference(reference, key, to), cel: (cel) => inCel(cel, key, to) };
}
