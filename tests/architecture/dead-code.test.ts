import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "./repository.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-dead-code-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  issues: ({ file: string } & Record<"files" | "exports" | "types" | "dependencies" | "devDependencies" | "unlisted" | "unresolved" | "duplicates", { name: string }[] | undefined>)[];
}

/** What knip finds in a project, with this project's settings: `kind file name`. */
async function findDeadCode(directory: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, "node_modules/knip/bin/knip.js"), "--directory", directory, "--config", join(import.meta.dirname, "knip.ts"), "--reporter", "json", "--no-progress", "--no-config-hints"],
    { cwd: directory, maxBuffer: 1 << 26 },
  ).catch((error: { stdout: string; stderr: string }) => {
    if (error.stdout === "") throw new Error(error.stderr);
    return error;
  });
  const { issues } = JSON.parse(stdout) as Report;
  return issues.flatMap(({ file, ...kinds }) => Object.entries(kinds).flatMap(([kind, found]) => (found ?? []).map(({ name }) => `${kind} ${file} ${name}`)));
}

test("nothing is dead: no file, export, type or dependency", async () => {
  expect(await findDeadCode(root)).toEqual([]);
});

test("each planted fault is seen, and what lives is not", async () => {
  const files = {
    "package.json": JSON.stringify({ name: "planted", type: "module", imports: { "#lib/*": "./lib/*" }, dependencies: { "left-pad": "1.3.0" }, devDependencies: { rimraf: "6.0.0" } }),
    "lib/launch/main.ts": 'import { used } from "#lib/used.ts";\nimport "not-listed";\nused();\n',
    "lib/used.ts": "export function used(): void {}\nexport function unused(): void {}\nexport type Unused = string;\n",
    "lib/forgotten.ts": "export const forgotten = 1;\n",
    "lib/used.test.ts": 'import { used } from "#lib/used.ts";\nused();\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  expect((await findDeadCode(folder)).toSorted()).toEqual([
    "dependencies package.json left-pad",
    "devDependencies package.json rimraf",
    "exports lib/used.ts unused",
    "files lib/forgotten.ts lib/forgotten.ts",
    "types lib/used.ts Unused",
    "unlisted lib/launch/main.ts not-listed",
  ]);
});
