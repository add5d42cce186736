import type { Binding, Cel, ConfigValue } from "../document.schema.ts";
import { namesIn } from "./cel/names-in.ts";
import { mapBinding, type BindingMap, mapBindings } from "./map-bindings.ts";

type Rename = (node: string) => string;

function inCel(cel: Cel, rename: Rename): Cel {
  let source = "";
  let at = 0;
  for (const { name, start, end } of namesIn(cel.source)) {
    source += cel.source.slice(at, start) + rename(name);
    at = end;
  }
  return { ...cel, source: source + cel.source.slice(at) };
}

function mapOf(rename: Rename): BindingMap {
  return { reference: (reference) => ({ ...reference, node: rename(reference.node) }), cel: (cel) => inCel(cel, rename) };
}

/** The binding with other nodes in place of those it reads. */
export function mapNodesInBinding(binding: Binding, rename: Rename): Binding {
  return mapBinding(binding, mapOf(rename));
}

/** The same for any setting; ports of cases stay as they are. */
export function mapNodes(value: ConfigValue, rename: Rename): ConfigValue {
  return mapBindings(value, mapOf(rename));
}
