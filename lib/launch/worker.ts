import { startWorker } from "#inngest/worker.ts";

import type { ChildMessage } from "./child-message.ts";
import { readLaunchEnv } from "./env.ts";
import { runChild } from "./run-child.ts";

const onSuspects = (): void => void process.send?.({ type: "suspects" } satisfies ChildMessage);

await runChild(() => startWorker(readLaunchEnv(process.env), { suspects: "apart", onSuspects }));
