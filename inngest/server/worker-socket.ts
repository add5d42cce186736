import { join } from "node:path";

/** Where a worker answers the calls of an Inngest server that its web process took. */
export function workerSocket(dataDir: string): string {
  return join(dataDir, "worker.sock");
}
