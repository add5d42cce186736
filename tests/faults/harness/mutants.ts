import type { Plant } from "#tests/support/plant-source.ts";

/** The study's faults (M1 to M6): each has to be noticed by the suite. M2 is a change of the database, not of a source. */
export const mutants: Record<"M1" | "M3" | "M4" | "M5" | "M6", Plant> = {
  M1: {
    file: "lib/server/hooks/store-delivery.ts",
    find: `await transaction(async (client) => {
    const outcome = await storeEvents(client, workspaceId, [{ event, subscribers: [subscriber] }]);
    if (outcome.stored.has(event.id)) await whenNew?.(client);
    return outcome;
  });`,
    replace: `(transaction(async (client) => {
    const outcome = await storeEvents(client, workspaceId, [{ event, subscribers: [subscriber] }]);
    if (outcome.stored.has(event.id)) await whenNew?.(client);
    return outcome;
  }).then(() => driver.wake(), () => {}), { stored: new Set([event.id]), started: 0 });`,
  },
  M3: {
    file: "lib/server/engine/record-statement.ts",
    find: "where workspace_id = $1 and id = $2 and fence = $3 and status in ('queued', 'running', 'waiting')",
    replace: "where workspace_id = $1 and id = $2 and $3::int is not null and status in ('queued', 'running', 'waiting')",
  },
  M4: {
    file: "inngest/embedded/store/lease.ts",
    find: `{ name: "engine-reclaim", text: expiredText, values: [maxCrashes, restMs] }`,
    replace: `{ name: "", text: expiredText.replace("lease_until < clock_timestamp()", "lease_until < '" + new Date().toISOString() + "'::timestamptz"), values: [maxCrashes, restMs] }`,
  },
  M5: {
    file: "lib/server/engine/load-run.ts",
    find: "count(*) filter (where status = 'failed') as failed",
    replace: "count(*) filter (where status <> 'succeeded') as failed",
  },
  M6: {
    file: "lib/flow/schedule/plan-firing.ts",
    find: "next: start[atOnce] ?? occurrences.next(now) };",
    replace: "next: start[atOnce] ?? now + (occurrences.next(now) ?? 0) - (occurrences.previous(now + 1) ?? 0) };",
  },
};

/** M2: nothing keeps a sender's id from being taken twice. */
export const withoutUniqueKey = "drop index events_dedupe";
