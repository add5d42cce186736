import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";

const args = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
];

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function unpackTo(folder: string): Promise<void> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/**
 * The package's browser is unpacked once a user: what another user unpacked may not be ours to run. It is moved to its
 * place as a whole, since two files may begin at once, and one that is killed must leave no half of it there.
 */
async function packagedBrowser(): Promise<string> {
  const folder = join(tmpdir(), `millrace-chromium-${userInfo().uid}`);
  const path = join(folder, "chromium");
  if (existsSync(path)) return path;
  const beside = mkdtempSync(`${folder}-`);
  try {
    await unpackTo(beside);
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
  return path;
}

/** The browser that tests use and says which: MILLRACE_BROWSER, the npm package's, or the system's Chromium. */
export async function findBrowser(): Promise<string> {
  const named = process.env["MILLRACE_BROWSER"];
  if (named) return named;
  const problems: string[] = [];
  try {
    const path = await packagedBrowser();
    if (isRunnable(path)) return path;
    problems.push(`${path} cannot be run`);
  } catch (error) {
    problems.push(String(error));
  }
  const system = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(isRunnable);
  if (system) return system;
  throw new Error(`No browser for the browser tests: ${problems.join("; ")}. Install Chromium, or name one in MILLRACE_BROWSER.`);
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, chromiumSandbox: false });
  process.stdout.write(`    browser: ${executablePath} (${browser.version()})\n`);
  return browser;
}

/** Where a picture of this name goes: a folder that git does not see. */
export function screenshotPath(name: string): string {
  const folder = join(import.meta.dirname, "../.output/screens");
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name.replaceAll(/[^\w-]+/g, "-").slice(0, 80)}.png`);
}
