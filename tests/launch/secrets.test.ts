import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { prepareDataFolder } from "#lib/launch/data-folder.ts";
import { parseEncryptionKey } from "#lib/launch/encryption-key.ts";
import { resolveSecrets } from "#lib/launch/secrets.ts";

import { temporaryFolder } from "./temporary-folder.ts";

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("keys are made once, in files that only their owner can read", () => {
  const folder = join(temporaryFolder(), "data");
  prepareDataFolder(folder);
  const secrets = resolveSecrets(folder, null);
  expect(mode(folder)).toBe("700");
  expect(mode(join(folder, "keys"))).toBe("700");
  const files = readdirSync(join(folder, "keys"));
  expect(files.toSorted()).toEqual(["encryption", "inngest-event", "inngest-signing", "internal", "session"]);
  for (const file of files) expect(mode(join(folder, "keys", file))).toBe("600");
  expect(resolveSecrets(folder, null)).toEqual(secrets);
  expect(parseEncryptionKey(secrets.encryptionKey)).toHaveLength(32);
});

test("two installations share no key, and no two keys of one are equal", () => {
  const keys = [temporaryFolder(), temporaryFolder()].flatMap((folder) => Object.values(resolveSecrets(folder, null)));
  expect(new Set(keys).size).toBe(10);
});

test("a folder or key file left open to others is closed", () => {
  const folder = temporaryFolder();
  resolveSecrets(folder, null);
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "keys", "session"), 0o644);
  prepareDataFolder(folder);
  resolveSecrets(folder, null);
  expect(mode(folder)).toBe("700");
  expect(mode(join(folder, "keys", "session"))).toBe("600");
});

test("hosts with the same encryption key agree on every other secret and write none of them", () => {
  const key = randomBytes(32).toString("base64");
  const [one, other] = [temporaryFolder(), temporaryFolder()];
  const secrets = resolveSecrets(one, key);
  expect(resolveSecrets(other, key)).toEqual(secrets);
  expect(secrets.encryptionKey).toBe(key);
  expect(new Set(Object.values(secrets)).size).toBe(5);
  expect(readdirSync(one)).toEqual([]);
});

test("a damaged key file is reported, never replaced", () => {
  const folder = temporaryFolder();
  resolveSecrets(folder, null);
  writeFileSync(join(folder, "keys", "encryption"), "");
  expect(() => resolveSecrets(folder, null)).toThrow(/keys\/encryption is damaged. Restore it/);
});

test.for([
  ["too short", randomBytes(16).toString("base64")],
  ["too long", randomBytes(33).toString("base64")],
  ["not base64", "#".repeat(44)],
  ["a word", "changeme"],
  ["zeros", Buffer.alloc(32).toString("base64")],
  ["one character", Buffer.alloc(32, "a").toString("base64")],
  ["counting", Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString("base64")],
  ["counting down by seven", Buffer.from(Array.from({ length: 32 }, (_, index) => 250 - 7 * index)).toString("base64")],
  ["repeated", Buffer.concat([randomBytes(8), Buffer.alloc(24)]).toString("base64")],
  ["hex text", Buffer.from(randomBytes(16).toString("hex")).toString("base64")],
  ["a passphrase", Buffer.from("correct horse battery staple 123").toString("base64")],
])("refuses an encryption key that is %s", ([, key]) => {
  expect(() => parseEncryptionKey(key ?? "")).toThrow(/MILLRACE_ENCRYPTION_KEY .*openssl rand -base64 32/);
});

test("accepts random encryption keys", () => {
  for (let i = 0; i < 2_000; i += 1) expect(parseEncryptionKey(randomBytes(32).toString("base64"))).toHaveLength(32);
});
