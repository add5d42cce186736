import type { Pool } from "pg";
import type { EngineLog } from "./engine.ts";

export const wakeChannel = "engine_wake";

/**
 * Tells executors in other processes, after a commit, that there is work; a hint only, they also poll. NOTIFY takes a
 * lock on the whole database at commit, so calls are merged: one is under way at most, and it does not wait for the disk.
 */
export function createWaker(pool: Pool, log: EngineLog): () => void {
  let isBusy = false;
  let isWanted = false;

  async function send(): Promise<void> {
    isBusy = true;
    while (isWanted) {
      isWanted = false;
      try {
        await pool.query(`BEGIN; SET LOCAL synchronous_commit = off; NOTIFY ${wakeChannel}; COMMIT`);
      } catch (error) {
        log.debug({ err: error }, "engine.wake.failed");
      }
    }
    isBusy = false;
  }

  return () => {
    isWanted = true;
    if (!isBusy) void send();
  };
}
