import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, ".."),
    include: ["{tests,lib,components,app,db,inngest}/**/*.test.{ts,tsx}"],
    globalSetup: ["tests/support/global-setup.ts"],
    pool: "forks",
    execArgv: ["--import", pathToFileURL(join(import.meta.dirname, "../lib/launch/lean-imports.ts")).href],
    testTimeout: 60_000,
    // What is waited for comes late on a busy machine, and a second is soon over there.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 90_000,
  },
});
