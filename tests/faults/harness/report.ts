import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isLong } from "./amount.ts";
import { seed } from "./random.ts";
import type { LeaseWatch } from "./watch-leases.ts";

/** The figures of one R-test. What the study asks of all of them comes first. */
export interface Result {
  /** As the study numbers it. */
  test: string;
  rounds?: number;
  acked?: number;
  lost?: number;
  dupResults?: number;
  dupEffects?: number;
  /** The planted faults that this test noticed. */
  mutantCaught?: string[];
  [figure: string]: unknown;
}

/** The results of the last long form, one a test, kept with the sources. */
export const reportFile = join(import.meta.dirname, "../report.json");

let leases: LeaseWatch | null = null;

/** Whoever watches the leases of the lab that is open: what it saw is in every result. */
export function reportLeases(watch: LeaseWatch | null): void {
  leases = watch;
}

/** Prints a result with its seed, and in the long form keeps it. */
export function report({ test, ...given }: Result): void {
  const watched = leases === null ? {} : { unheld: leases.unheld.size, longestUnheldMs: leases.longestMs() };
  const figures: Partial<Result> = { ...given, ...(given["mutantCaught"] === undefined ? watched : {}) };
  process.stdout.write(`    ${JSON.stringify({ test, seed, ...figures })}\n`);
  if (!isLong) return;
  const kept = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, "utf8")) as Result[]) : [];
  const before = kept.find((one) => one.test === test);
  const mutantCaught = [...new Set([...(before?.mutantCaught ?? []), ...(figures.mutantCaught ?? [])])].toSorted();
  const next: Result = { ...before, test, seed, ...figures, ...(mutantCaught.length > 0 ? { mutantCaught } : {}) };
  const results = [...kept.filter((one) => one !== before), next].toSorted((a, b) => a.test.localeCompare(b.test, "en", { numeric: true }));
  writeFileSync(reportFile, `[\n${results.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]\n`);
}
