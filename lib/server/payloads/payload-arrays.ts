import type { PackedPayload } from "./pack-payload.ts";
import { byteaArray } from "./bytea-array.ts";

/** Payloads as the four parameters that statements unnest: hash, codec, size and body. */
export function payloadArrays(payloads: readonly PackedPayload[]): [string[], string[], number[], Buffer] {
  return [payloads.map((p) => p.hash), payloads.map((p) => p.codec), payloads.map((p) => p.size), byteaArray(payloads.map((p) => p.body))];
}
