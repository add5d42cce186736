import type { Json } from "#lib/json.ts";
import { type PackedPayload, unpackPayload } from "../payloads/pack-payload.ts";

const values = new WeakMap<PackedPayload, Json>();

/** A payload is read once, however many flows look for their key in it. */
export function valueOf({ payload }: { payload: PackedPayload }): Json {
  const known = values.get(payload);
  if (known !== undefined) return known;
  const value = unpackPayload(payload);
  values.set(payload, value);
  return value;
}
