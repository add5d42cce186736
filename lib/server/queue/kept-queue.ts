import { AppError } from "#lib/errors.ts";
import type { RunQueue } from "#lib/server/engine/run-queue.ts";
import { runtime } from "#lib/server/runtime.ts";

/** @throws AppError not_found when an Inngest server keeps the queue. */
export function keptQueue(): RunQueue {
  const { queue } = runtime().driver;
  if (queue === undefined) throw new AppError("not_found", "An Inngest server keeps the queue of this instance. Look at it there.");
  return queue;
}
