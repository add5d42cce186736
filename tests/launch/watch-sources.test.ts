import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { watchSources } from "#lib/launch/watch-sources.ts";

import { temporaryFolder } from "./temporary-folder.ts";

test("a burst of changes to sources is one change; other files are none", async () => {
  const root = temporaryFolder();
  for (const folder of ["lib/deep", "inngest", "db"]) mkdirSync(join(root, folder), { recursive: true });
  let changes = 0;
  onTestFinished(watchSources(root, () => (changes += 1)));
  for (const file of ["lib/README.md", "db/notes.txt"]) writeFileSync(join(root, file), "x");
  for (const file of ["lib/deep/a.ts", "inngest/b.ts", "db/c.sql"]) writeFileSync(join(root, file), "x");
  await expect.poll(() => changes, { timeout: 5_000 }).toBe(1);
  writeFileSync(join(root, "lib/deep/a.ts"), "y");
  await expect.poll(() => changes, { timeout: 5_000 }).toBe(2);
});
