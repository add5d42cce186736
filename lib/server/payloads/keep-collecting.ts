import type { Pool } from "pg";
import type { Logger } from "pino";
import { deleteOldEvents } from "../retention/delete-old.ts";
import { listBuckets } from "../retention/partitions.ts";
import { collectOrphans } from "./collect-orphans.ts";

const everyMs = 900_000;

/** Each workspace has its own quarter of an hour of the day, so that they are not all read at once, and each once a day. */
const due = "select id from workspaces where mod(hashtext(id)::bigint + 2147483648, 96) = mod(floor(extract(epoch from clock_timestamp()) / 900)::bigint, 96)";

/** Collects orphaned payloads and forgets old events for as long as this process is a worker, one workspace after another. */
export function keepCollecting(pool: Pick<Pool, "query">, log: Pick<Logger, "info" | "warn">): { stop(): void } {
  let isOn = true;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      for (const { id } of (await pool.query<{ id: string }>({ name: "workspaces-to-collect", text: due })).rows) {
        if (!isOn) break;
        let collected = 0;
        for (const bucket of [0, ...(await listBuckets(pool)).filter((one) => one !== 0)]) if (isOn) collected += await collectOrphans(pool, id, bucket);
        const forgotten = await deleteOldEvents(pool, id);
        if (collected + forgotten > 0) log.info({ workspace: id, collected, forgotten }, "payloads.collected");
      }
    } catch (err) {
      log.warn({ err }, "payloads.not-collected");
    }
    isLooking = false;
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    stop() {
      isOn = false;
      clearInterval(timer);
    },
  };
}
