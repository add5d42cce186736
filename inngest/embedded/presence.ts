import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { databaseRetryMs } from "./database-error.ts";
import type { EngineLog } from "./engine.ts";
import { wakeChannel } from "./waker.ts";

export type PresenceOptions = {
  pool: Pool;
  workerId: string;
  instanceId: string;
  version: string | undefined;
  log: EngineLog;
  /** Whether it takes what is due; true when not said. */
  claims?: boolean;
  onWake(): void;
  /** The instance's lock is held: every other life of this instance is over. */
  onLock(): Promise<void>;
};

export type Presence = { stop(): Promise<void> };

const lockRetryMs = 250;

/**
 * One database session for as long as the executor lives. It listens for wake-ups, and it holds the advisory lock of the
 * instance: when a process dies its session ends and the lock is free, so its successor knows at once that it is dead.
 */
export function createPresence({ claims = true, instanceId, log, onLock, onWake, pool, version, workerId }: PresenceOptions): Presence {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));

  async function hold(client: PoolClient, lost: Promise<never>, onHeld: () => void): Promise<void> {
    await client.query(`LISTEN ${wakeChannel}`);
    await client.query(
      `INSERT INTO engine.workers (id, instance_id, version, claims) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()`,
      [workerId, instanceId, version, claims],
    );
    onHeld();
    while (!stopping.signal.aborted) {
      const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock(hashtextextended('engine:' || $1, 0)) AS held", [instanceId]);
      if (rows[0]?.held === true) break;
      await Promise.race([delay(lockRetryMs), lost, stopped]);
    }
    if (!stopping.signal.aborted) await onLock();
    await Promise.race([lost, stopped]);
  }

  async function live(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let client: PoolClient | undefined;
      try {
        client = await pool.connect();
        const { promise: lost, reject } = Promise.withResolvers<never>();
        lost.catch(() => undefined);
        client.on("notification", onWake);
        client.on("error", reject);
        client.on("end", () => reject(new Error("The session ended")));
        await hold(client, lost, () => (failures = 0));
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, "engine.session.lost");
        await Promise.race([delay(databaseRetryMs(failures)), stopped]);
      } finally {
        client?.off("notification", onWake);
        client?.release(true);
      }
    }
  }

  const life = live();
  return {
    async stop() {
      stopping.abort();
      await life;
    },
  };
}
