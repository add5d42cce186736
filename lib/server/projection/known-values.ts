import { payloadsNamedBy, regionSamplesOf } from "#db/queries/data-care.ts";
import type { RunRow } from "#db/queries/runs.ts";
import type { Json } from "#lib/json.ts";
import { database } from "../database.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";

/** What a run read and gave, to look for hidden fields in. */
export interface KnownValues {
  values: Json[];
  /** False: there is more than is looked through at once. */
  isWhole: boolean;
}

/** Of one run and, in a list, of all runs of a page together. */
const mostBytes = 16 * 1024 * 1024;

/** Reads what runs of one workspace stored, until so many bytes are read; only for runs whose texts are under a rule. */
export async function knownValues(runs: readonly RunRow[]): Promise<Map<string, KnownValues>> {
  const known = new Map<string, KnownValues>();
  let left = mostBytes;
  for (const [bucket, group] of Map.groupBy(runs, (run) => run.bucket)) {
    const { workspaceId } = group[0] ?? { workspaceId: "" };
    const named = await payloadsNamedBy(database(), group);
    const wanted = new Set<string>();
    for (const run of group) {
      let isWhole = true;
      for (const { hash, size } of named.get(run.id) ?? []) {
        if (wanted.has(hash)) continue;
        if (size > left) isWhole = false;
        else {
          left -= size;
          wanted.add(hash);
        }
      }
      known.set(run.id, { values: [], isWhole });
    }
    const [stored, samples] = await Promise.all([readPayloads(runtime().pool, { workspaceId, bucket }, wanted), regionSamplesOf(database(), workspaceId, group.map(({ id }) => id))]);
    for (const run of group) for (const { hash } of named.get(run.id) ?? []) if (stored.has(hash)) known.get(run.id)?.values.push(stored.get(hash) ?? null);
    for (const { run, samples: text } of samples) known.get(run)?.values.push(JSON.parse(text) as Json);
  }
  return known;
}
