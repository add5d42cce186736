import { hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

import { AppError } from "#lib/errors.ts";

import { parseEncryptionKey } from "./encryption-key.ts";

export type Secrets = {
  encryptionKey: string;
  sessionSecret: string;
  internalKey: string;
  inngestSigningKey: string;
  inngestEventKey: string;
};

/**
 * The secrets of one installation: made once, a file each in `<data folder>/keys`. With an encryption key from
 * outside the others are derived from it, so that several hosts on one database agree without more to configure.
 */
export function resolveSecrets(dataDir: string, encryptionKey: string | null): Secrets {
  const one = (name: string): string =>
    encryptionKey === null ? keepSecret(dataDir, name, () => randomBytes(32).toString("hex")) : derive(encryptionKey, name);
  return {
    encryptionKey: encryptionKey ?? ownEncryptionKey(dataDir),
    sessionSecret: one("session"),
    internalKey: one("internal"),
    inngestSigningKey: `signkey-prod-${one("inngest-signing")}`,
    inngestEventKey: one("inngest-event"),
  };
}

/** The content of `keys/<name>`, made on first use; readable by this account only. */
export function keepSecret(dataDir: string, name: string, make: () => string): string {
  const path = join(dataDir, "keys", name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const found = read(path);
  if (found !== null) return found;
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  const file = openSync(draft, "wx", 0o600);
  writeSync(file, `${make()}\n`);
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return read(path) ?? keepSecret(dataDir, name, make);
}

function ownEncryptionKey(dataDir: string): string {
  const key = keepSecret(dataDir, "encryption", () => randomBytes(32).toString("base64"));
  try {
    parseEncryptionKey(key);
  } catch (error) {
    throw damaged(join(dataDir, "keys", "encryption"), error);
  }
  return key;
}

function read(path: string): string | null {
  try {
    chmodSync(path, 0o600);
    const text = readFileSync(path, "utf8").trim();
    if (text.length < 32) throw damaged(path);
    return text;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function damaged(path: string, cause?: unknown): AppError {
  return new AppError("invalid", `The key file ${path} is damaged. Restore it from a backup of the data folder.`, { cause });
}

function derive(encryptionKey: string, name: string): string {
  return Buffer.from(hkdfSync("sha256", parseEncryptionKey(encryptionKey), "", `millrace/${name}`, 32)).toString("hex");
}
