import type { Pool } from "pg";
import type { RegionStores } from "#lib/pipeline/region-stores.ts";
import { effectKey } from "../engine/effect-key.ts";
import { signalRun } from "../runs/run-signals.ts";
import { beginRegion } from "./begin-region.ts";
import { measureCollected, readCollected } from "./collected-items.ts";
import { holdSource } from "./hold-source.ts";
import { loadRegion } from "./load-region.ts";
import { planChunk } from "./plan-chunk.ts";
import { postponeChunk } from "./postpone-chunk.ts";
import { recordSending, settleEffects } from "./record-effects.ts";
import { seenKeys } from "./seen-keys.ts";
import { writeChunk } from "./write-chunk.ts";

/**
 * Where regions keep what outlives their process.
 * @param cancelRun ends the run that reads a source which another one takes over.
 */
export function createRegionStores(pool: Pool, cancelRun: RegionStores["cancelRun"]): RegionStores {
  return {
    load: (request) => loadRegion(pool, request),
    begin: (held, identity, start) => beginRegion(pool, held, identity, start),
    plan: (held, pages) => planChunk(pool, held, pages),
    async write(held, chunk) {
      const written = await writeChunk(pool, held, chunk);
      signalRun(held.workspaceId, held.runId);
      return written;
    },
    postpone: (held, failures, retryAt, error) => postponeChunk(pool, held, failures, retryAt, error),
    hold: (held, identity) => holdSource(pool, held, identity),
    cancelRun,
    seen: (held, node, keys) => seenKeys(pool, held, node, keys),
    collected: (held, node) => measureCollected(pool, held, node),
    items: (held, node) => readCollected(pool, held, node),
    effectKey: (origin, { workspaceId, flowId }, nodeId, recordKey, own) => effectKey({ workspaceId, flowId, origin, nodeId, recordKey, ...(own === undefined ? {} : { key: own }) }),
    sending: (held, effects) => recordSending(pool, held, effects),
    settle: (held, ends) => settleEffects(pool, held, ends),
  };
}
