import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Where a run of vitest writes the errors that belong to no test. */
export const strayErrorsVariable = "MILLRACE_TEST_STRAY_ERRORS";

/**
 * A reporter for what vitest's JSON report leaves out though it fails the run: errors outside any test, those of a
 * file's own hooks, and a process of tests that died. A line each.
 */
export default class StrayErrors implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env[strayErrorsVariable];
    if (path === undefined) return;
    const lines = [
      ...modules.flatMap((module) => [module, ...module.children.allSuites()].flatMap((suite) => suite.errors().map((error) => `${module.relativeModuleId}: ${error.message}`))),
      ...unhandled.map((error) => `outside any test${whereOf(error)}: ${error.name ?? "Error"}: ${error.message}`),
    ];
    writeFileSync(path, JSON.stringify(lines));
  }
}

function whereOf(error: SerializedError): string {
  const file: unknown = error["VITEST_TEST_PATH"];
  return typeof file === "string" ? `, while ${file} ran` : "";
}
