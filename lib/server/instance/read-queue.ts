import type { QueueHealth } from "../engine/run-driver.ts";
import { runtime } from "../runtime.ts";

let asked: Promise<QueueHealth | null> | undefined;

/**
 * The queue of the embedded executor; null when an Inngest server keeps it. Whoever asks meanwhile gets the same answer:
 * `/api/health` is open to all, and must not put more than one statement on the database at a time.
 */
export async function readQueue(): Promise<QueueHealth | null> {
  asked ??= (runtime().driver.health?.() ?? Promise.resolve(null)).finally(() => {
    asked = undefined;
  });
  return await asked;
}
