import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "#lib/errors.ts";
import { eventLoopDelay } from "../metrics/event-loop.ts";
import { runtime } from "../runtime.ts";
import { bytesArriving } from "./read-body.ts";

/** Callers that wait for a database connection: two rounds of the pool's 16, which is some tens of milliseconds. */
const mostWaiting = 32;
/** Beyond it everybody else's pages and answers are late too. */
const mostDelayMs = 150;
const mostBytes = 64 * 1024 * 1024;

/** Spread out, so that those who were sent away do not all come back at once. */
export function secondsToWait(): number {
  return randomInt(2, 6);
}

const holdMs = 1_000;
const mostHeld = 2_000;
let held = 0;

/** Waits before somebody is sent away: who comes back at once, whatever the answer says, would cost as much as the work itself. */
export async function holdBack(): Promise<void> {
  if (held >= mostHeld) return;
  held += 1;
  await delay(holdMs);
  held -= 1;
}

/**
 * Sends what arrives away while this process has as much to do as it can: whoever is told so at once tries again, while
 * pages and what was taken in stay quick. @throws AppError limit, with `details: { retryAfter }` in seconds.
 */
export function demandRoom(): void {
  if (runtime().pool.waitingCount <= mostWaiting && eventLoopDelay() <= mostDelayMs && bytesArriving() <= mostBytes) return;
  throw new AppError("limit", "Too much arrives at once. Send it again in a few seconds; nothing was kept of it.", { details: { retryAfter: secondsToWait() } });
}
