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
    // A condition that comes later on a busy machine is no failure; one that does not come at all is.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
