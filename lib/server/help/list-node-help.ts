import { connectors, nodeTypes } from "#lib/connectors/registry.ts";
import type { NodeHelpEntry } from "#lib/contracts/help.ts";

/** Every node that has a help page, in the registry's order. Public: it says nothing about a workspace. */
export function listNodeHelp(): NodeHelpEntry[] {
  const titles = new Map<string, string>(Object.values(connectors).map(({ id, title }) => [id, title]));
  return [...nodeTypes.values()].map(({ type, title, description, icon, kind, connector }) => ({ type, title, description, icon, kind, connectorTitle: titles.get(connector) ?? connector }));
}
