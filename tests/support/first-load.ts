import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/** Most bytes of compressed JavaScript that the editor loads with a cold cache. */
export const firstLoadLimit = 300_000;

/** The same after the inspector, the mapping and a test-run were opened. */
export const openedLoadLimit = 480_000;

export interface Script {
  url: string;
  /** After gzip at its default level, whatever the server sent. */
  bytes: number;
}

export interface FirstLoad {
  scripts: Script[];
  bytes: number;
}

/** Weighs scripts, each counted once by its address, largest first. */
export function weighScripts(bodies: Iterable<readonly [url: string, body: Uint8Array]>): FirstLoad {
  const scripts = [...new Map(bodies)].map(([url, body]) => ({ url, bytes: gzipSync(body).length })).toSorted((one, other) => other.bytes - one.bytes);
  return { scripts, bytes: scripts.reduce((sum, script) => sum + script.bytes, 0) };
}

/** One line a script, for a test's message. */
export function describeLoad({ scripts, bytes }: FirstLoad, limit: number = firstLoadLimit): string {
  return [`${(bytes / 1000).toFixed(1)} kB of ${limit / 1000} kB`, ...scripts.map((script) => `${(script.bytes / 1000).toFixed(1)} kB ${script.url}`)].join("\n");
}

/**
 * Notes every script a page receives from now on. Call it before going to the page, and what it returns when the page
 * has settled: `expect(load.bytes, describeLoad(load)).toBeLessThanOrEqual(firstLoadLimit)`.
 */
export function watchScripts(page: Page): () => Promise<FirstLoad> {
  const responses: Response[] = [];
  const note = (response: Response): void => {
    if (response.request().resourceType() === "script") responses.push(response);
  };
  page.on("response", note);
  return async () => {
    page.off("response", note);
    return weighScripts(await Promise.all(responses.map(async (response) => [response.url(), await response.body()] as const)));
  };
}
