import { anyType, type DataType } from "#lib/flow/data-types/data-type.ts";

/** Parts a made type may have: one that repeats itself by `cel.bind` would double with each. */
const maxParts = 300;

const sizes = new WeakMap<DataType, number>();

function sizeOf(type: DataType): number {
  return type.kind === "union" ? type.of.reduce((sum, part) => sum + sizeOf(part), 1) : (sizes.get(type) ?? 1);
}

/** A list or object that was made of `parts`; `any` when it has grown too large to say anything useful. */
export function limitType(type: DataType, parts: readonly DataType[]): DataType {
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 1);
  if (size > maxParts) return anyType;
  sizes.set(type, size);
  return type;
}
