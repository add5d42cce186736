import type { NodeSettings } from "#lib/flow/document.schema.ts";

/** Settings with one left out: what is not set is as usual. */
export function without<Key extends keyof NodeSettings>(settings: NodeSettings, key: Key): NodeSettings {
  const { [key]: _dropped, ...rest } = settings;
  return rest;
}
