import { startWorker } from "#inngest/worker.ts";

import { readLaunchEnv } from "./env.ts";
import { runChild } from "./run-child.ts";

const idleMs = 60_000;
const lookEveryMs = 5_000;

/** Does what others died of more than once, one job at a time; ends when there has been none of it for a minute. */
await runChild(async () => {
  const worker = await startWorker(readLaunchEnv(process.env), { suspects: "only" });
  let busyAt = performance.now();
  const look = setInterval(() => {
    if (worker.inFlight() > 0) busyAt = performance.now();
    else if (performance.now() - busyAt > idleMs) process.kill(process.pid, "SIGTERM");
  }, lookEveryMs);
  return {
    async stop(deadlineMs) {
      clearInterval(look);
      await worker.stop(deadlineMs);
    },
  };
});
