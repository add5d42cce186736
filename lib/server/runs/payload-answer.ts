import type { payloadsByHash } from "#db/queries/runs.ts";
import type { Payload } from "#lib/contracts/runs.schema.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";

export type StoredPayloads = Awaited<ReturnType<typeof payloadsByHash>>;

/** Larger values are fetched one by one. */
export const inlineBytes = 64 * 1024;

/** Gives values as the reader may see them, until so many bytes stand in one answer. */
export function payloadReader(stored: StoredPayloads, visible: boolean, totalBytes: number): (hash: string | null) => Payload | null {
  let left = totalBytes;
  return (hash) => {
    const found = hash === null ? undefined : stored.get(hash);
    if (!found) return null;
    if (!visible) return { kind: "hidden", size: found.size };
    if (found.body === null || found.size > left) return { kind: "large", size: found.size, preview: "" };
    left -= found.size;
    return { kind: "inline", value: unpackPayload({ codec: found.codec, body: found.body }), size: found.size };
  };
}
