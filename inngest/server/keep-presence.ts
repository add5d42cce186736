import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { wakeChannel } from "../embedded/waker.ts";

const againMs = 1_000;
const sayMs = 5_000;

const sayText = `
insert into inngest_workers (id, problem) values ($1, $2)
on conflict (id) do update set seen_at = clock_timestamp(), problem = excluded.problem`;

/** Listens for work that other processes announce, and says every few seconds that this worker lives and what troubles it. */
export function keepPresence(options: { pool: Pool; log: Logger; id: string; onWake(): void; problem(): string | null }): { stop(): Promise<void> } {
  const { pool, log, id, onWake, problem } = options;
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
