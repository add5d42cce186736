import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "./repository.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-lint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where a fault is planted, what it is, and the rule that must see it. */
const planted: [string, string, string][] = [
  ["lib/a.ts", 'console.log("x");', "no-console"],
  ["app/a.tsx", 'console.error("x");', "no-console"],
  ["components/a.tsx", 'console.warn("x");', "no-console"],
  ["db/a.ts", 'console.info("x");', "no-console"],
  ["inngest/a.ts", 'console.debug("x");', "no-console"],
  ["lib/b.ts", "export const x: any = 1;", "no-explicit-any"],
  ["lib/c.ts", "export const f = (x?: { y: number }) => x!.y;", "no-non-null-assertion"],
  ["lib/d.ts", "const unused = 1;", "no-unused-vars"],
  ["lib/e.ts", "export function f(unused: number): void {}", "no-unused-vars"],
  ["lib/f.ts", 'import { x } from "#lib/x.ts";', "no-unused-vars"],
  ["lib/g.ts", 'eval("1");', "no-eval"],
  ["lib/h.ts", 'export const f = new Function("return 1");', "no-new-func"],
  ["lib/i.ts", 'import vm from "node:vm"; export const x = vm;', "no-restricted-imports"],
  ["lib/j.ts", "export default 1;", "no-default-export"],
  ["lib/k.ts", "export let x = 1;", "no-mutable-exports"],
  ["lib/l.ts", "// TODO: later", "no-warning-comments"],
  ["lib/m.ts", "// @ts-ignore\nexport const x = 1;", "ban-ts-comment"],
  ["lib/n.ts", "export const f = (a: number, b: number) => a == b;", "eqeqeq"],
  ["components/b.tsx", "export const B = () => <img src=\"x\" />;", "alt-text"],
  ["components/c.tsx", "export const C = () => <div dangerouslySetInnerHTML={{ __html: \"\" }} />;", "no-danger"],
  ["components/d.tsx", 'import { useEffect } from "react"; export function D({ a }: { a: number }) { useEffect(() => { document.title = String(a); }, []); return null; }', "exhaustive-deps"],
  ["components/e.tsx", 'import { useState } from "react"; export function E({ a }: { a: boolean }) { if (a) return null; const [b] = useState(1); return <p>{b}</p>; }', "rules-of-hooks"],
  ["components/f.tsx", "export const F = ({ list }: { list: string[] }) => <ul>{list.map((one) => <li>{one}</li>)}</ul>;", "jsx-key"],
  ["components/g.tsx", "export const G = () => <div role=\"buton\" />;", "aria-role"],
  ["tests/a.test.ts", 'import { test, expect } from "vitest"; test.only("x", () => { expect(1).toBe(1); });', "no-focused-tests"],
  ["tests/b.test.ts", 'import { test, expect } from "vitest"; test.skip("x", () => { expect(1).toBe(1); });', "no-disabled-tests"],
  ["tests/c.test.ts", 'import { test } from "vitest"; test("x", () => { [].at(0); });', "expect-expect"],
  ["tests/d.test.ts", "export const f = async (page: { waitForTimeout(ms: number): Promise<void> }) => await page.waitForTimeout(9);", "no-restricted-properties"],
];

async function lint(): Promise<{ filename: string; code: string }[]> {
  // Exits with 1 when it finds something: what it prints counts.
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "node_modules/oxlint/bin/oxlint"), "--config", join(root, ".oxlintrc.json"), "--format", "json", "."], { cwd: folder, maxBuffer: 1 << 26 }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout).diagnostics;
}

test("each planted fault is seen by its rule", async () => {
  for (const [file, source] of planted) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${source}\n`);
  }
  const seen = await lint();
  const missed = planted.filter(([file, , rule]) => !seen.some((one) => one.filename.endsWith(file) && one.code.endsWith(`(${rule})`)));
  expect(missed.map(([file, , rule]) => `${file} ${rule}: ${seen.filter((one) => one.filename.endsWith(file)).map((one) => one.code).join(", ")}`)).toEqual([]);
});
