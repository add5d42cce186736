import { createServer } from "node:http";
import { join } from "node:path";

import next from "next";

import { drainServer } from "./drain-server.ts";
import { readLaunchEnv } from "./env.ts";
import { runChild } from "./run-child.ts";

await runChild(async () => {
  const env = readLaunchEnv(process.env);
  const app = next({ dev: env.dev, dir: join(import.meta.dirname, "../.."), hostname: env.host, port: env.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.port, env.host, resolve);
  });
  return { stop: (deadlineMs) => drainServer(server, Math.min(deadlineMs, 10_000)) };
});
