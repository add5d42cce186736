import { globSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** One step of `npm test`, in the order they run: fast things first, nothing optional. */
export interface Group {
  name: string;
  title: string;
  /** A command, given as the script that Node runs; counts as one test. */
  command?: readonly string[];
  /** The app is built, unless these sources were built before; counts as one test. */
  builds?: true;
  /** Test files. A file belongs to the first group that matches it. */
  files?: RegExp;
  needsBuild?: true;
  /** Test files that run at once. */
  workers?: number;
  /** How long it may take on two cores; a suite over it moves its long form to a script of its own. */
  budgetMinutes?: number;
}

export const groups: readonly Group[] = [
  { name: "types", title: "Types", command: ["node_modules/typescript/bin/tsc", "--noEmit"] },
  { name: "lint", title: "Lint", command: ["node_modules/oxlint/bin/oxlint"] },
  { name: "unit", title: "Architecture, golden documents, pure parts", files: /^(tests\/(architecture\/(?!browser-bundle)|golden\/|unit\/|runner\/|support\/|templates\/gallery-(contents|kept))|lib\/(?!connectors\/)|(components|app|db|inngest)\/)/, budgetMinutes: 3 },
  { name: "semantics-planted", title: "Breaks of the rules of a run, each seen by the table", files: /^tests\/engine\/semantics\/planted\.test\.ts$/, workers: 1, budgetMinutes: 3 },
  { name: "integration", title: "Use cases, engine, counts", files: /^tests\/(integration|engine|counts)\//, budgetMinutes: 3 },
  { name: "conformance", title: "Inngest protocol, connectors", files: /^(tests\/(conformance|connectors)|lib\/connectors)\//, budgetMinutes: 2 },
  { name: "security", title: "Security", files: /^tests\/security\//, budgetMinutes: 3 },
  { name: "launch", title: "Launcher", files: /^tests\/launch\//, budgetMinutes: 2 },
  { name: "build", title: "Production build", builds: true },
  { name: "bundle", title: "What the browser gets", files: /^tests\/architecture\/browser-bundle\.test\.ts$/, needsBuild: true, budgetMinutes: 1 },
  { name: "templates", title: "Templates of the gallery, on the sample systems", files: /^tests\/templates\//, needsBuild: true, workers: 1, budgetMinutes: 2 },
  { name: "browser", title: "Browser", files: /^tests\/(e2e|pages)\//, needsBuild: true, workers: 1, budgetMinutes: 5 },
  { name: "faults", title: "Faults, short form", files: /^tests\/faults\//, needsBuild: true, workers: 2, budgetMinutes: 2 },
];

/** Every test file of the project, from the root. */
export function testFiles(): string[] {
  return globSync("{tests,lib,components,app,db,inngest}/**/*.test.{ts,tsx}", { cwd: root }).toSorted();
}

export function groupOf(file: string): Group | undefined {
  return groups.find((group) => group.files?.test(file));
}
