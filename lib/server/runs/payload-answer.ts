import type { payloadsByHash } from "#db/queries/runs.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";
import { plainText, type Projector } from "../projection/projector.ts";

export type StoredPayloads = Awaited<ReturnType<typeof payloadsByHash>>;

/** Larger values are fetched one by one. */
export const inlineBytes = 64 * 1024;

/** Gives values as the reader may see them, until so many bytes stand in one answer. */
export function payloadReader(stored: StoredPayloads, project: Projector, totalBytes: number): (hash: string | null) => Payload | null {
  let left = totalBytes;
  return (hash) => {
    const found = hash === null ? undefined : stored.get(hash);
    if (!found) return null;
    if (found.body === null || found.size > left) return project.seesValues ? { kind: "large", size: found.size, preview: plainText("") } : { kind: "shape", size: found.size, shape: null };
    left -= found.size;
    return project.payload(unpackPayload({ codec: found.codec, body: found.body }), found.size);
  };
}
