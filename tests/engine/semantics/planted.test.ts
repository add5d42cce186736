import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { type PlantedBreak, plantedBreaks } from "./planted.ts";
import { playTogether } from "./play-together.ts";
import { type Played, ProjectCopy } from "./project-copy.ts";
import { readCases } from "./read-cases.ts";

const lanes = 2;
const whole = "nothing broken";
const copies: ProjectCopy[] = [];
let results: Map<string, Promise<Played>>;

const nameOf = ({ rule, machine }: PlantedBreak): string => `${rule} on ${machine}`;

/** A copy that nobody works in; a work takes one and gives it back. */
async function withCopy(work: (copy: ProjectCopy) => Promise<Played>): Promise<Played> {
  const copy = copies.pop() ?? new ProjectCopy();
  try {
    return await work(copy);
  } finally {
    copies.push(copy);
  }
}

beforeAll(() => {
  results = playTogether(
    [
      { name: whole, play: () => withCopy((copy) => copy.playWhole()) },
      ...plantedBreaks.map((one) => ({ name: nameOf(one), play: () => withCopy((copy) => copy.playBroken(one)) })),
    ],
    lanes,
  );
});
afterAll(() => {
  for (const copy of copies) copy.remove();
});

test("every rule of the table has a break", () => {
  const rules = new Set(readCases().map((one) => one.rule));
  expect([...rules].filter((rule) => !plantedBreaks.some((one) => one.rule === rule))).toEqual([]);
});

describe("a planted break is seen", () => {
  test.each(plantedBreaks.map((one): [string, PlantedBreak] => [nameOf(one), one]))("%s", async (name, { rule, find, replace }) => {
    const before = await present(results.get(whole), whole);
    expect(before.passed.filter((title) => title.startsWith(`${rule} `)).length, "cases that hold without the break").toBeGreaterThan(0);
    expect(before.failed.filter((title) => title.startsWith(`${rule} `)), "cases that fail without the break").toEqual([]);
    const after = await present(results.get(name), name);
    expect(after.failed.filter((title) => !before.failed.includes(title)), `cases that notice ${find} -> ${replace}`).not.toEqual([]);
  }, 600_000);
});
