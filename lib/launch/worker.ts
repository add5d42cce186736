import { startWorker } from "#inngest/worker.ts";

import { readLaunchEnv } from "./env.ts";
import { runChild } from "./run-child.ts";

await runChild(() => startWorker(readLaunchEnv(process.env)));
