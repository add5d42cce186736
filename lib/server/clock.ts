import type { Pool } from "pg";
import type { Logger } from "pino";

const askEveryMs = 10_000;

/** By how much the database's clock is ahead of what this process has counted; a clock that is set meanwhile does not move it. */
let aheadMs: number | undefined;

/** The database's time, without asking it: what is due is due by its clock, whatever this machine's says. */
export const clock = {
  /** Milliseconds since 1970, a moment behind the database's and never ahead of it. */
  now: (): number => (aheadMs === undefined ? Date.now() : Math.floor(aheadMs + performance.now())),
  date: (): Date => new Date(clock.now()),
};

async function ask(pool: Pick<Pool, "query">): Promise<void> {
  const asked = performance.now();
  const { rows } = await pool.query<{ ms: number }>({ name: "database-clock", text: "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms" });
  const told = rows[0]?.ms ?? Date.now();
  const [least, most] = [told - performance.now(), told - asked];
  // A slow answer proves less than a quick one did; the clock was set when it is outside of what this one allows.
  if (aheadMs === undefined || aheadMs < least || aheadMs > most) aheadMs = least;
}

/** Reads the database's clock now, and again every few seconds for as long as the process lives. */
export async function keepClock(pool: Pick<Pool, "query">, log: Pick<Logger, "debug">): Promise<{ stop(): void }> {
  const look = (): Promise<void> => ask(pool).catch((err: unknown) => log.debug({ err }, "clock.not-read"));
  await look();
  const timer = setInterval(() => void look(), askEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
