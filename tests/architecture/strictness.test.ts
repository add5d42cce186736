import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "./repository.ts";

// Below the root, where the project's own types are found.
const cache = join(root, "node_modules/.cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "strictness-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the type checker must refuse, and the number of its message. */
const planted: [string, string, string][] = [
  ["strict", "export const f = (x) => x;", "TS7006"],
  ["null", "export const f = (x: string | null): string => x;", "TS2322"],
  ["indexed", "export const f = (x: string[]): string => x[0];", "TS2322"],
  ["optional", "export const x: { a?: number } = { a: undefined };", "TS2375"],
  ["override", "class A { f(): void {} } export class B extends A { f(): void {} }", "TS4114"],
  ["fallthrough", "export function f(x: number): number { switch (x) { case 1: x += 1; case 2: return x; default: return 0; } }", "TS7029"],
  ["signature", "export const f = (x: Record<string, number>): number | undefined => x.a;", "TS4111"],
  ["erasable", "export enum E { A }", "TS1294"],
  ["verbatim", 'import { Plan } from "#lib/flow/plan.ts"; export const f = (x: Plan): Plan => x;', "TS1484"],
  ["unused", "export const f = (): void => { const x = 1; };", "TS6133"],
];

test("the type checker refuses each planted fault", async () => {
  for (const [name, source] of planted) writeFileSync(join(folder, `${name}.ts`), source);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../../tsconfig.json", compilerOptions: { incremental: false }, include: ["*.ts"], exclude: [] }));
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", folder], { cwd: folder }).catch((error: { stdout: string }) => error);
  const missed = planted.filter(([name, , code]) => !stdout.split("\n").some((line) => line.includes(`${name}.ts(`) && line.includes(code)));
  expect(missed.map(([name]) => name), stdout).toEqual([]);
});
