import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { buildApp } from "#lib/launch/build-app.ts";

import { temporaryFolder } from "./temporary-folder.ts";

/** A checkout whose `next build` takes a moment, counts its runs in `builds` and does what `behaviour` says. */
function checkout(behaviour = ""): string {
  const root = temporaryFolder();
  const files = {
    "app/page.tsx": "export {};",
    "lib/one.ts": "1",
    "lib/one.test.ts": "1",
    "db/migrations/0000.sql": "select 1",
    "package.json": "{}",
    "node_modules/next/package.json": '{ "version": "1.0.0" }',
    "node_modules/next/dist/bin/next": `
      const fs = require("node:fs");
      fs.appendFileSync("builds", "x");
      ${behaviour}
      setTimeout(() => {
        fs.mkdirSync(".next", { recursive: true });
        fs.writeFileSync(".next/BUILD_ID", "1");
      }, 300);`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function build(projectDir: string, stop = new AbortController().signal): Promise<string[]> {
  const said: string[] = [];
  return buildApp({ projectDir, stop, say: (line) => said.push(line) }).then(() => said);
}

const builds = (root: string): number => (existsSync(join(root, "builds")) ? readFileSync(join(root, "builds"), "utf8").length : 0);

test("builds once, and again only when a source changed", async () => {
  const root = checkout();
  expect(await build(root)).toEqual([expect.stringMatching(/^Building the app/), expect.stringMatching(/^Built in \d+ s/)]);
  expect(await build(root)).toEqual([]);
  writeFileSync(join(root, "lib/one.test.ts"), "2");
  writeFileSync(join(root, "db/migrations/0001.sql"), "select 2");
  await build(root);
  expect(builds(root)).toBe(1);
  writeFileSync(join(root, "lib/one.ts"), "2");
  await build(root);
  expect(builds(root)).toBe(2);
  writeFileSync(join(root, "node_modules/next/package.json"), '{ "version": "1.0.1" }');
  await build(root);
  expect(builds(root)).toBe(3);
});

test("of two launchers at once one builds and the other waits for it", async () => {
  const root = checkout();
  await Promise.all([build(root), build(root)]);
  expect(builds(root)).toBe(1);
});

test("a failed build shows its output and is not taken for a build", async () => {
  const root = checkout('fs.mkdirSync(".next", { recursive: true }); fs.writeFileSync(".next/BUILD_ID", "1"); console.log("line 7 is wrong"); process.exit(3);');
  await expect(build(root)).rejects.toThrow(/could not be built \(exit code 3\)[^]*line 7 is wrong/);
  await expect(build(root)).rejects.toThrow(/line 7 is wrong/);
  expect(builds(root)).toBe(2);
});

test("a stop ends the build, and the next start builds anew", async () => {
  const root = checkout("setInterval(() => {}, 1000);");
  const stop = new AbortController();
  const building = build(root, stop.signal);
  await expect.poll(() => builds(root)).toBe(1);
  stop.abort();
  await expect(building).rejects.toThrow();
  expect(existsSync(join(root, ".next/millrace-build"))).toBe(false);
  expect(existsSync(join(root, "node_modules/.cache/millrace-build.lock"))).toBe(false);
});
