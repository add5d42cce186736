import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildApp } from "#lib/launch/build-app.ts";
import { type Group, root } from "./groups.ts";
import { type Outcome, readReport, type VitestReport } from "./outcome.ts";
import { runCommand } from "./run-command.ts";
import { strayErrorsVariable } from "./stray-errors.ts";

const output = join(root, "tests/.output");

/** Runs one group; `files` are those of its test files that were asked for. */
export async function runGroup(group: Group, files: readonly string[]): Promise<Outcome> {
  if (group.command) return one((await runCommand(group.command)) === 0);
  if (group.builds) return one(await build());
  return await runTests(group, files);
}

function one(isGood: boolean): Outcome {
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
}

async function build(): Promise<boolean> {
  try {
    await buildApp({ projectDir: root, say, stop: new AbortController().signal });
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

async function runTests({ name, workers = 2 }: Group, files: readonly string[]): Promise<Outcome> {
  const report = join(output, `${name}.json`);
  const errors = join(output, `${name}-errors.json`);
  mkdirSync(output, { recursive: true });
  for (const file of [report, errors]) rmSync(file, { force: true });
  const exitCode = await runCommand([
    "node_modules/vitest/vitest.mjs", "run", "--config", "tests/vitest.config.ts",
    `--maxWorkers=${workers}`, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, "--reporter=./tests/runner/stray-errors.ts", ...files,
  ], { [strayErrorsVariable]: errors });
  return readReport(read<VitestReport>(report), exitCode, files.length, read<string[]>(errors) ?? []);
}

function read<T>(path: string): T | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : null;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
