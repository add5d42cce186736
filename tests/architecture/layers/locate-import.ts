import { isBuiltin } from "node:module";
import { posix } from "node:path";

export type Location =
  /** A file of this repository, as its path from the root. */
  | { kind: "own"; path: string }
  | { kind: "node"; module: string }
  | { kind: "package"; name: string };

/** Where a specifier written in `file` (a path from the root) leads. */
export function locateImport(file: string, specifier: string): Location {
  if (specifier.startsWith("#")) return { kind: "own", path: posix.normalize(specifier.slice(1)) };
  if (specifier.startsWith(".")) return { kind: "own", path: posix.join(posix.dirname(file), specifier) };
  if (isBuiltin(specifier)) return { kind: "node", module: specifier.replace(/^node:/, "") };
  return { kind: "package", name: specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/") };
}
