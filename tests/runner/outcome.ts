import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./groups.ts";

export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
  /** A line a failed test, its file, its name and why; and a line an error that belongs to no test. */
  failures?: readonly string[];
}

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; message?: string; assertionResults: { fullName?: string; status?: string; failureMessages?: string[] | null }[] }[];
}

/**
 * The outcome of a vitest run. A file that does not load holds no test of its own and counts as one that failed, as does
 * a run that wrote no report, ran none of its files, or ended badly for another reason than a test.
 */
export function readReport(report: VitestReport | null, exitCode: number, files: number, strayErrors: readonly string[] = []): Outcome {
  const stray = strayErrors.map(shorten);
  if (report === null) return { passed: 0, failed: 1, skipped: 0, failures: stray };
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = report.numFailedTests + unloaded + Math.max(0, files - report.testResults.length);
  const isBad = exitCode !== 0 || report.numPassedTests === 0;
  return { passed: report.numPassedTests, failed: isBad ? Math.max(1, failed) : failed, skipped: report.numPendingTests + report.numTodoTests, failures: [...failuresOf(report), ...stray] };
}

function failuresOf(report: VitestReport): string[] {
  return report.testResults.flatMap((file) => {
    const name = relative(root, file.name);
    if (file.status === "failed" && file.assertionResults.length === 0) return [`${name}: ${shorten(file.message)}`];
    return file.assertionResults.filter((test) => test.status === "failed").map((test) => `${name} > ${test.fullName}: ${shorten(test.failureMessages?.[0])}`);
  });
}

/** The message without its stack, on one line of 300 characters at most. */
function shorten(message = ""): string {
  const words = stripVTControlCharacters(message).split(/\n\s+at /u, 1)[0] ?? "";
  return words.replaceAll(/\s+/gu, " ").trim().slice(0, 300);
}

export function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed, skipped: all.skipped + one.skipped, failures: [...(all.failures ?? []), ...(one.failures ?? [])] }), { passed: 0, failed: 0, skipped: 0 });
}
