import type { Pool, PoolClient } from "pg";
import { databaseRetryMs } from "./database-error.ts";
import type { EngineLog } from "./engine.ts";
import { wakeChannel } from "./waker.ts";

export type PresenceOptions = {
  pool: Pool;
  workerId: string;
  instanceId: string;
  log: EngineLog;
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
export function createPresence({ instanceId, log, onLock, onWake, pool, workerId }: PresenceOptions): Presence {
  let session: PoolClient | undefined;
  let isStopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();

  function later(ms: number, step: () => Promise<void>): void {
    if (isStopped) return;
    timer = setTimeout(() => (work = step()), ms);
  }

  function drop(error?: unknown): void {
    const lost = session;
    session = undefined;
    if (lost === undefined) return;
    lost.removeAllListeners("notification");
    lost.release(true);
    if (isStopped) return;
    failures += 1;
    log.warn({ err: error, failures }, "engine.session.lost");
    clearTimeout(timer);
    later(databaseRetryMs(failures), open);
  }

  async function open(): Promise<void> {
    try {
      const client = await pool.connect();
      session = client;
      // Both may come, in any order and more than once; without a listener an error would end the process.
      const lost = (error?: unknown) => {
        if (session === client) drop(error);
      };
      client.on("error", lost);
      client.on("end", lost);
      client.on("notification", onWake);
      await client.query(`LISTEN ${wakeChannel}`);
      await client.query(
        `INSERT INTO engine.workers (id, instance_id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()`,
        [workerId, instanceId],
      );
      failures = 0;
      await lock();
    } catch (error) {
      if (session === undefined) {
        failures += 1;
        later(databaseRetryMs(failures), open);
        log.warn({ err: error, failures }, "engine.session.failed");
      } else drop(error);
    }
  }

  async function lock(): Promise<void> {
    const client = session;
    if (client === undefined || isStopped) return;
    try {
      const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock(hashtextextended('engine:' || $1, 0)) AS held", [instanceId]);
      if (rows[0]?.held === true) await onLock();
      else later(lockRetryMs, lock);
    } catch (error) {
      drop(error);
    }
  }

  work = open();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await work;
      drop();
    },
  };
}
