import type { Path } from "#lib/flow/document.schema.ts";
import { CelError } from "../cel-error.ts";
import type { CelTree } from "./cel-tree.ts";
import { chainOf } from "./collect-references.ts";

/** Makes the error for a part that leads to nothing. Ids are never shown: a whole output is called so. */
export function missingAt(tree: CelTree): () => CelError {
  const { base, path: known } = chainOf(tree);
  const node = base.kind === "output" ? base.node : undefined;
  const path: Path = known;
  const what = path.length > 0 ? `The value ${path.join(".")}` : "The output of a step";
  return () => new CelError("missing", `${what} is not there. Give a default with .?name.orValue(…), or ask with has(…) first.`, { node, path });
}
