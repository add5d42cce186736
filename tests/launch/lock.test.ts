import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { present } from "#lib/assert.ts";
import { acquireLock } from "#lib/launch/lock.ts";
import { identifyProcess } from "#lib/launch/process-identity.ts";

import { temporaryFolder } from "./temporary-folder.ts";

test("a lock is held until released", () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  const first = acquireLock(path);
  expect(acquireLock(path)).toEqual({ held: null, by: identifyProcess(process.pid) });
  first.held?.release();
  expect(readdirSync(folder)).toEqual([]);
  expect(acquireLock(path)).toMatchObject({ tookOver: false });
});

test("the lock of a process that ended is taken over", async () => {
  const path = join(temporaryFolder(), "lock");
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const identity = present(identifyProcess(present(child.pid, "pid")), "running child");
  writeFileSync(path, JSON.stringify(identity));
  expect(acquireLock(path)).toEqual({ held: null, by: identity });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(acquireLock(path)).toMatchObject({ tookOver: true });
});

test.for([
  ["an earlier process with the same pid", JSON.stringify({ pid: process.pid, startedAt: "another boot/1" })],
  ["a crash while writing", ""],
  ["something else", "[1, 2]"],
])("a lock file left by %s is taken over", ([, content]) => {
  const path = join(temporaryFolder(), "lock");
  writeFileSync(path, content ?? "");
  const result = acquireLock(path);
  expect(result).toMatchObject({ tookOver: true });
  result.held?.release();
  expect(existsSync(path)).toBe(false);
});

test("releasing a lock that was lost to another process leaves theirs", () => {
  const path = join(temporaryFolder(), "lock");
  const mine = acquireLock(path);
  writeFileSync(path, JSON.stringify({ pid: 1, startedAt: "theirs" }));
  mine.held?.release();
  expect(existsSync(path)).toBe(true);
});
