import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { playCheck } from "./check-machine.ts";
import { askedRule, casesOf, expectedOn, isDeadly } from "./chosen-cases.ts";
import { type Look, playEngine } from "./engine-machine.ts";
import { expectRun } from "./expect-run.ts";
import { type Lab, startLab } from "./lab.ts";
import { playTogether } from "./play-together.ts";
import { readCases } from "./read-cases.ts";
import { playWalk } from "./walk-machine.ts";

/** Cases on the engine at once: most of a case is waiting for the other side. */
const atOnce = 12;

const check = casesOf("check");
const walk = casesOf("walk");
const embedded = casesOf("embedded", (one) => !isDeadly(one));
const tests = casesOf("test-run");

describe.skipIf(check.length === 0)("check", () => {
  test.each(check)("%s", (_, one) => playCheck(one, expectedOn(one, "check")));
});

describe.skipIf(walk.length === 0)("walk", () => {
  test.each(walk)("%s", (_, one) => {
    const looks: Look[] = [];
    const seen = playWalk(one, (at, expected) => void looks.push({ expected, seen: at }));
    for (const look of looks) expectRun(look.expected, look.seen);
    expectRun(expectedOn(one, "walk"), seen);
  });
});

describe.skipIf(embedded.length + tests.length === 0)("the engine", () => {
  let lab: Lab;
  let played: Map<string, Promise<Look[]>>;

  beforeAll(async () => {
    lab = await startLab();
    played = playTogether(
      [
        ...embedded.map(([, one]) => ({ name: `embedded ${one.id}`, play: () => playEngine(lab, one, "embedded") })),
        ...tests.map(([, one]) => ({ name: `test-run ${one.id}`, play: () => playEngine(lab, one, "test-run") })),
      ],
      atOnce,
    );
  });
  afterAll(() => lab.stop());

  async function expectLooks(name: string): Promise<void> {
    for (const { expected, seen } of await present(played.get(name), name)) expectRun(expected, seen);
  }

  describe.skipIf(embedded.length === 0)("embedded", () => {
    test.each(embedded)("%s", async (_, one) => await expectLooks(`embedded ${one.id}`), 180_000);
  });

  describe.skipIf(tests.length === 0)("test-run", () => {
    test.each(tests)("%s", async (_, one) => await expectLooks(`test-run ${one.id}`), 180_000);
  });
});

describe.skipIf(askedRule !== undefined)("the table", () => {
  const cases = readCases();
  const numbered = (group: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${group}-${index + 1}`);
  const rules = [...numbered("graph", 8), ...numbered("step", 10), ...numbered("region", 9), ...numbered("test", 2), ...numbered("sync", 3), ...numbered("event", 4)];

  test("names each case once", () => {
    const ids = cases.map((one) => one.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test("has a case for every rule that a run of this version can show, three at least", () => {
    const counts = Map.groupBy(cases, (one) => one.rule);
    expect(rules.filter((rule) => (counts.get(rule)?.length ?? 0) < 3)).toEqual([]);
    expect([...counts.keys()].filter((rule) => !rules.includes(rule))).toEqual([]);
    expect(cases.flatMap((one) => one.also).filter((rule) => !rules.includes(rule))).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  test("is played on every machine", () => {
    const by = (machine: Parameters<typeof casesOf>[0]): number => casesOf(machine).length;
    process.stdout.write(`    ${cases.length} cases: ${by("check")} on check, ${by("walk")} on the walk, ${by("embedded")} embedded, ${by("test-run")} as test-runs\n`);
    for (const machine of ["check", "walk", "embedded", "test-run"] as const) expect(by(machine)).toBeGreaterThan(20);
  });
});
