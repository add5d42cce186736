import { groupOf, groups, testFiles } from "./runner/groups.ts";
import { type Outcome, sum } from "./runner/outcome.ts";
import { runGroup } from "./runner/run-group.ts";

/**
 * `npm test` runs everything; `npm test -- unit security` some groups; `npm test -- hook-to-run` the test files with
 * that in their path; `npm test -- faults disk` those of a group. The last line is always `N passed, N failed`, and the exit code 1 when anything failed.
 */
const asked = process.argv.slice(2);
const names = asked.filter((word) => groups.some((group) => group.name === word));
const parts = asked.filter((word) => !names.includes(word));
const all = testFiles();
const rows: { name: string; outcome: Outcome; seconds: number; note: string }[] = [];

const unknown = parts.filter((part) => !all.some((file) => file.includes(part)));
if (unknown.length > 0) {
  say(`Nothing is called ${unknown.join(", ")}. Groups: ${groups.map((group) => group.name).join(", ")}; or a part of a test file's path.`);
  end({ passed: 0, failed: 1, skipped: 0 });
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  const homeless = asked.length === 0 ? all.filter((file) => !groupOf(file)) : [];
  for (const file of homeless) rows.push({ name: file, outcome: { passed: 0, failed: 1, skipped: 0 }, seconds: 0, note: "in no group of tests/runner/groups.ts" });
  const chosen = groups.map((group) => ({ group, files: all.filter((file) => groupOf(file) === group && isWanted(group.name, file)) })).filter(({ group, files }) => (group.files ? files.length > 0 : isWanted(group.name, null)));
  const needsBuild = chosen.some(({ group }) => group.needsBuild);
  const steps = groups.flatMap((group) => chosen.find((one) => one.group === group) ?? (group.builds && needsBuild ? [{ group, files: [] }] : []));
  let isBuilt = true;
  for (const { group, files } of steps) {
    say(`\n=== ${group.title} (${group.name})${files.length > 0 ? `, ${files.length} ${files.length === 1 ? "file" : "files"}` : ""}`);
    const begun = performance.now();
    const canRun = isBuilt || !group.needsBuild;
    if (!canRun) say("Not run: the app could not be built.");
    const outcome = canRun ? await runGroup(group, files) : { passed: 0, failed: files.length, skipped: 0 };
    if (group.builds && outcome.failed > 0) isBuilt = false;
    const seconds = (performance.now() - begun) / 1000;
    const isLate = group.budgetMinutes !== undefined && seconds > group.budgetMinutes * 60;
    rows.push({ name: group.name, outcome, seconds, note: [canRun ? "" : "not run", isLate ? `over its ${group.budgetMinutes} min` : ""].filter(Boolean).join(", ") });
    say(`--- ${group.title}: ${describe(outcome)} in ${seconds.toFixed(1)} s`);
  }
  end(sum(rows.map((row) => row.outcome)));
}

function isWanted(group: string, file: string | null): boolean {
  if (asked.length === 0) return true;
  const isPart = file !== null && parts.some((part) => file.includes(part));
  return isPart || (names.includes(group) && !isNarrowed(group));
}

/** A group that is named together with a part of one of its files' paths. */
function isNarrowed(group: string): boolean {
  return all.some((file) => groupOf(file)?.name === group && parts.some((part) => file.includes(part)));
}

function describe({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function end(total: Outcome): void {
  const width = Math.max(0, ...rows.map((row) => row.name.length));
  say("");
  for (const failure of total.failures ?? []) say(`failed  ${failure}`);
  for (const { name, outcome, seconds, note } of rows) {
    say(`${outcome.failed > 0 ? "FAIL" : "ok  "}  ${name.padEnd(width)}  ${String(outcome.passed).padStart(5)} passed  ${String(outcome.failed).padStart(4)} failed  ${String(outcome.skipped).padStart(4)} skipped  ${seconds.toFixed(1).padStart(7)} s  ${note}`.trimEnd());
  }
  say(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
