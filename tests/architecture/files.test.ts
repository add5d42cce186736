import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { aim, checkFiles, ninetieth, sourceLengths, wall } from "./check-files.ts";
import { listFiles, root } from "./repository.ts";

const files = new Map(listFiles().filter((path) => /\.(ts|tsx|js|css|md|json)$/.test(path)).map((path) => [path, readFileSync(join(root, path), "utf8")]));

test("no file is over the wall, none has a name that says nothing, and the parts explain themselves", () => {
  expect(checkFiles(files)).toEqual([]);
});

test("nine of ten files are short", () => {
  const lengths = sourceLengths(files);
  const longest = lengths.slice(-3).map(({ path, lines }) => `${path} ${lines}`).join(", ");
  process.stdout.write(`${lengths.length} source files, p90 ${ninetieth(lengths)} lines, longest: ${longest}\n`);
  expect(lengths.length).toBeGreaterThan(500);
  expect(ninetieth(lengths)).toBeLessThanOrEqual(aim);
});

describe("a planted fault is seen", () => {
  const long = "x\n".repeat(wall + 1);
  test.each([
    ["lib/server/long.ts", long, /401 lines/],
    ["lib/server/utils.ts", "", /says nothing/],
    ["components/ui/helpers.tsx", "", /says nothing/],
    ["lib/server/types.ts", "", /says nothing/],
    ["components/editor/index.ts", "", /says nothing/],
    ["lib/common/x.ts", "", /says nothing/],
    ["lib/server/readThing.ts", "", /kebab-case/],
    ["components/ui/Button.tsx", "", /kebab-case/],
    ["lib/egress/x.ts", "", /lib\/egress: no README/],
    ["lib/egress/README.md", "x\n".repeat(31), /README\.md: 31 lines/],
  ])("%s", (path, text, fault) => {
    expect(checkFiles(new Map([[path, text]])).join("\n")).toMatch(fault);
  });

  test("in the middle length", () => {
    const tree = new Map(Array.from({ length: 10 }, (_, index) => [`lib/x-${index}.ts`, "x\n".repeat(index < 8 ? 10 : aim + 1)]));
    expect(ninetieth(sourceLengths(tree))).toBe(aim + 1);
  });

  test("and what is right is not", () => {
    expect(checkFiles(new Map([["db/schema/index.ts", ""], ["app/(workspace)/w/[workspace]/page.tsx", ""], ["app/styles/index.css", ""], ["lib/contracts/flows.schema.ts", "x\n".repeat(wall)]]))).toEqual([]);
  });
});
