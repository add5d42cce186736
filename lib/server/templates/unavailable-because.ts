import { usableNodeTypes } from "../flows/usable-node-types.ts";

/** Why a template with steps of these types cannot be installed on this instance; null when it can. */
export function unavailableBecause(shape: readonly { type: string; name: string }[]): string | null {
  const types = usableNodeTypes();
  for (const { type, name } of shape) {
    const known = types.get(type);
    if (!known) return `“${name}” is of a type that this Millrace does not have. Update Millrace to use the template.`;
    if (known.off !== undefined) return known.off;
  }
  return null;
}
