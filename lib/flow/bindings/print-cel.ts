import type { CelAliases } from "./aliases.ts";
import { isNodeName, removedPrefix } from "./cel/names.ts";
import { namesIn } from "./cel/names-in.ts";

/** A loop's variable that is called like a step is shown with one more underscore; no alias ends with one. */
function shown(name: string, { aliasOf, nodeOf }: CelAliases): string {
  if (isNodeName(name)) return aliasOf(name) ?? `${removedPrefix}${name.slice(2)}`;
  return nodeOf(name.replace(/_+$/, "")) === undefined ? name : `${name}_`;
}

/**
 * An expression as it is shown: each node by its alias, all else as it is. Also for one that cannot be read. A node that
 * is no longer there is shown as `removed_step_…`. `parseCel` gives back exactly what was stored.
 */
export function printCel(source: string, aliases: CelAliases): string {
  let text = "";
  let at = 0;
  for (const { name, start, end } of namesIn(source)) {
    text += source.slice(at, start) + shown(name, aliases);
    at = end;
  }
  return text + source.slice(at);
}
