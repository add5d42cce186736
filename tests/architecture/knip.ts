import type { KnipConfig } from "knip";

/** What is started by path rather than imported; everything else must be reached from here. */
const config: KnipConfig = {
  entry: [
    "lib/launch/{start.js,main.ts,web.ts,worker.ts,apart-worker.ts,pipeline.ts}",
    "lib/sandbox/sandbox-child.js",
    "lib/server/templates/picture/picture-thread.ts",
    "tests/run-tests.ts",
    "tests/runner/stray-errors.ts",
    "tests/{bench,fresh}/*.ts",
    "tests/faults/harness/lab-process.ts",
    "tests/launch/fixtures/*.ts",
  ],
  project: ["**/*.{ts,tsx,js}"],
  vitest: { config: ["tests/vitest.config.ts"], entry: ["{tests,lib,components}/**/*.test.{ts,tsx}"] },
  // An export that only its own file uses is not dead.
  ignoreExportsUsedInFile: true,
  // Started by the runner; put into pages as text; read as files.
  ignoreDependencies: ["oxlint", "axe-core", "@fontsource/archivo"],
  // Of the system, for the tests that start as another user and that watch a process from outside.
  ignoreBinaries: ["useradd", "userdel", "strace"],
};

export default config;
