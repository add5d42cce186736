import { existsSync } from "node:fs";
import { join } from "node:path";

import { buildApp } from "./build-app.ts";
import { runLauncher } from "./run-launcher.ts";

const projectDir = join(import.meta.dirname, "../..");
const dotenv = join(projectDir, ".env");
if (existsSync(dotenv)) process.loadEnvFile(dotenv);

await runLauncher({
  projectDir,
  environment: { ...process.env, ...(process.argv.includes("--dev") ? { MILLRACE_DEV: "1" } : {}) },
  webScript: join(import.meta.dirname, "web.ts"),
  workerScript: join(import.meta.dirname, "worker.ts"),
  apartScript: join(import.meta.dirname, "apart-worker.ts"),
  build: buildApp,
});
