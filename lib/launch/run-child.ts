import { AppError } from "#lib/errors.ts";

import { refusedExitCode, type ChildMessage } from "./child-message.ts";

export type RunningChild = {
  setupUrl?: string;
  /** Takes no more work and settles what is open, within `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
};

const drainMs = 20_000;

/**
 * The frame of every process under the launcher: reports readiness, drains on SIGTERM and then exits 0, and exits at
 * once when the launcher is gone, so that a killed launcher leaves nothing behind. `start` may throw AppError
 * `invalid`: it cannot run as configured, and the launcher shows the message and gives up instead of trying again.
 */
export async function runChild(start: () => Promise<RunningChild>): Promise<void> {
  process.on("disconnect", () => process.exit(1));
  if (process.send !== undefined && !process.connected) process.exit(1);
  let running: RunningChild | null = null;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void (running?.stop(drainMs) ?? Promise.resolve()).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  try {
    running = await start();
    process.send?.({ type: "ready", ...(running.setupUrl === undefined ? {} : { setupUrl: running.setupUrl }) } satisfies ChildMessage);
  } catch (error) {
    if (!AppError.is(error) || error.code !== "invalid") throw error;
    const leave = (): never => process.exit(refusedExitCode);
    if (process.send === undefined) process.stderr.write(`${error.message}\n`, leave);
    else process.send({ type: "refused", message: error.message } satisfies ChildMessage, leave);
  }
}
