import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { groupOf, root, testFiles } from "./groups.ts";
import { readReport, type VitestReport } from "./outcome.ts";
import { strayErrorsVariable } from "./stray-errors.ts";

test("every test file belongs to a group, so npm test runs it", () => {
  expect(testFiles().length).toBeGreaterThan(20);
  expect(testFiles().filter((file) => !groupOf(file))).toEqual([]);
});

test("one file of each kind goes where it should", () => {
  expect(["tests/architecture/layers.test.ts", "tests/architecture/browser-bundle.test.ts", "components/flows/describe-flow.test.ts", "lib/connectors/http/http.test.ts", "lib/flow/walk.test.ts", "tests/e2e/first-flow.test.ts"].map((file) => groupOf(file)?.name)).toEqual(["unit", "bundle", "unit", "conformance", "unit", "browser"]);
  expect(groupOf("tests/nowhere/x.test.ts")).toBeUndefined();
});

describe("an outcome", () => {
  const good: VitestReport = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [{ name: "a", status: "passed", assertionResults: [{}] }] };

  test.each<[string, VitestReport | null, number, number, [number, number]]>([
    ["is good when all passed", good, 0, 1, [3, 0]],
    ["counts a test that failed", { ...good, numFailedTests: 2 }, 1, 1, [3, 2]],
    ["counts a file that did not load", { ...good, testResults: [...good.testResults, { name: "b", status: "failed", assertionResults: [] }] }, 1, 2, [3, 1]],
    ["counts a file that was not run", good, 0, 2, [3, 1]],
    ["is bad when the run ended badly for another reason", good, 1, 1, [3, 1]],
    ["is bad without a report", null, 0, 1, [0, 1]],
    ["is bad when nothing ran", { ...good, numPassedTests: 0 }, 0, 1, [0, 1]],
  ])("%s", (_, report, exitCode, files, [passed, failed]) => {
    expect(readReport(report, exitCode, files)).toMatchObject({ passed, failed });
  });
});

test("a failed test is named, with its reason on one line", () => {
  const file = { name: join(root, "tests/unit/x.test.ts"), status: "failed", assertionResults: [{ fullName: "adds", status: "failed", failureMessages: ["Error: expected 1\n  to be 2\n    at x.ts:1"] }, { fullName: "subtracts", status: "passed" }] };
  expect(readReport({ numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [file] }, 1, 1).failures).toEqual(["tests/unit/x.test.ts > adds: Error: expected 1 to be 2"]);
});

test("an error that belongs to no test is named too", () => {
  const folder = join(root, "tests/.output/stray");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "stray.test.ts"), 'import { afterAll, test } from "vitest";\ntest("passes", () => { setTimeout(() => { throw new Error("thrown late"); }); });\nafterAll(async () => { await new Promise((done) => { setTimeout(done, 50); }); throw new Error("hook broke"); });\n');
  const errors = join(folder, "errors.json");
  const { status } = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder, "--reporter", join(root, "tests/runner/stray-errors.ts")], { cwd: folder, env: { ...process.env, [strayErrorsVariable]: errors } });
  expect(status).toBe(1);
  const lines = JSON.parse(readFileSync(errors, "utf8")) as string[];
  rmSync(folder, { recursive: true });
  expect(lines).toEqual(["stray.test.ts: hook broke", expect.stringMatching(/^outside any test, while .*stray\.test\.ts ran: Error: thrown late/)]);
  expect(readReport({ numPassedTests: 1, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [{ name: "a", status: "passed", assertionResults: [{}] }] }, 1, 1, lines)).toMatchObject({ failed: 1, failures: lines });
});

test("an unknown name fails and says what there is, from any folder", () => {
  const { stdout, status } = spawnSync(process.execPath, [join(root, "tests/run-tests.ts"), "no-such-group"], { cwd: tmpdir(), encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout).toContain("Groups: types, lint, unit");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed");
});
