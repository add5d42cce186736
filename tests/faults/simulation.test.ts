import fc from "fast-check";
import { expect, test } from "vitest";
import { amount } from "./harness/amount.ts";
import { seed } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import { type Flaw, simulate } from "./harness/simulate.ts";

const seeds = amount(10_000, 100_000);
const operations = 200;

test("R33: whatever happens in whatever order to queue and fence, nothing is lost, done twice or changed", () => {
  const began = performance.now();
  const found = fc.check(fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (one) => simulate(one, operations, null)), { numRuns: seeds, seed });
  report({ test: "R33", rounds: found.numRuns, operations, seconds: Math.round((performance.now() - began) / 1_000) });
  expect(found.failed ? [found.counterexample, found.errorInstance] : []).toEqual([]);
}, 600_000);

const flaws: readonly Flaw[] = ["no fence", "a former holder is not fenced off", "no unique key", "crashes are attempts", "replies before it commits", "progress is not forgiven"];

test.each(flaws)("R33 notices a model with a flaw: %s", (flaw) => {
  const found = fc.check(fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (one) => simulate(one, operations, flaw)), { numRuns: seeds, seed });
  if (found.failed) report({ test: "R33", mutantCaught: [flaw] });
  expect(found.failed).toBe(true);
}, 600_000);
