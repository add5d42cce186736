import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { wakeChannel } from "../embedded/waker.ts";

const againMs = 1_000;
const lockAgainMs = 250;
const sayMs = 5_000;

const sayText = `
insert into inngest_workers (id, problem) values ($1, $2)
on conflict (id) do update set seen_at = clock_timestamp(), problem = excluded.problem`;

interface PresenceOptions {
  pool: Pool;
  log: Logger;
  /** The same over restarts of this worker; `life` is this process's own. */
  instance: string;
  life: string;
  onWake(): void;
  /** The instance's lock is held: every other life of it is over. */
  onLock(): Promise<void>;
  problem(): string | null;
}

/**
 * One database session for as long as the worker lives: it hears of work that other processes announce, and holds the
 * instance's lock. Says every few seconds that the worker lives and what troubles it.
 */
export function keepPresence({ pool, log, instance, life: id, onWake, onLock, problem }: PresenceOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));

  async function listen(): Promise<void> {
    const client = await pool.connect();
    const lost = new Promise<void>((resolve) => {
      client.once("error", () => resolve());
      client.once("end", () => resolve());
    });
    try {
      client.on("notification", onWake);
      await client.query(`listen ${wakeChannel}`);
      onWake();
      for (let isHeld = false; !isHeld && !stopping.signal.aborted; ) {
        isHeld = (await client.query<{ held: boolean }>("select pg_try_advisory_lock(hashtextextended('inngest:' || $1, 0)) as held", [instance])).rows[0]?.held === true;
        if (isHeld) await onLock();
        else await Promise.race([delay(lockAgainMs), lost, stopped]);
      }
      await Promise.race([lost, stopped]);
    } finally {
      client.off("notification", onWake);
      client.release(true);
    }
  }

  async function live(): Promise<void> {
    while (!stopping.signal.aborted) {
      await listen().catch((err: unknown) => log.warn({ err }, "inngest.not-listening"));
      await Promise.race([delay(againMs), stopped]);
    }
  }

  const say = (): void => {
    pool.query({ name: "inngest-say", text: sayText, values: [id, problem()] }).catch((err: unknown) => log.debug({ err }, "inngest.presence-not-told"));
  };
  say();
  const timer = setInterval(say, sayMs);
  const life = live();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await life;
      await pool.query("delete from inngest_workers where id = $1 or seen_at < clock_timestamp() - interval '1 hour'", [id]).catch(() => undefined);
    },
  };
}
