import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeLoad, firstLoadLimit, weighScripts } from "#tests/support/first-load.ts";
import { findServerCode, isBuilt, readScripts, sentinels, weighPage } from "./browser-bundle.ts";
import { root } from "./repository.ts";

const next = join(root, ".next");

describe("the built app", () => {
  test("is there: npm test builds it first, and so does npm run build", () => {
    expect(isBuilt(next)).toBe(true);
  });

  test("sends no server code to the browser", () => {
    const scripts = readScripts(join(next, "static"));
    expect(scripts.size).toBeGreaterThan(10);
    expect(findServerCode(scripts)).toEqual([]);
  });

  test.each(Object.entries(sentinels))("still holds the sentinel of %s on the server", (_, sentinel) => {
    const server = [...readScripts(join(next, "server")).values()].join("\n");
    expect(server.includes(sentinel)).toBe(true);
  });

  test("opens the editor with little JavaScript", () => {
    const load = weighPage(next, "(workspace)/w/[workspace]/flows/[flow]/page");
    process.stdout.write(`The editor's first load: ${(load.bytes / 1000).toFixed(1)} kB in ${load.scripts.length} scripts, ${firstLoadLimit / 1000} kB at most\n`);
    expect(load.scripts.length).toBeGreaterThan(3);
    expect(load.bytes, describeLoad(load)).toBeLessThanOrEqual(firstLoadLimit);
  });
});

describe("a planted fault is seen", () => {
  test.each(Object.values(sentinels))("%s in a script", (sentinel) => {
    expect(findServerCode(new Map([["a.js", "x"], ["b.js", `var a="${sentinel}";`]]))).toHaveLength(1);
  });

  test("a first load that is too large", () => {
    const parts = Array.from({ length: 6 }, (_, at) => [`${at}.js`, randomBytes(firstLoadLimit / 5)] as const);
    expect(weighScripts(parts).bytes).toBeGreaterThan(firstLoadLimit);
  });
});
