export interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
}

/**
 * The outcome of a vitest run. A file that does not load holds no test of its own and counts as one that failed, as does
 * a run that wrote no report, ran none of its files, or ended badly for another reason than a test.
 */
export function readReport(report: VitestReport | null, exitCode: number, files: number): Outcome {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = report.numFailedTests + unloaded + Math.max(0, files - report.testResults.length);
  const isBad = exitCode !== 0 || report.numPassedTests === 0;
  return { passed: report.numPassedTests, failed: isBad ? Math.max(1, failed) : failed, skipped: report.numPendingTests + report.numTodoTests };
}

export function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed, skipped: all.skipped + one.skipped }), { passed: 0, failed: 0, skipped: 0 });
}
