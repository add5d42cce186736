import { afterAll, beforeAll, describe, test } from "vitest";
import { casesOf, isDeadly } from "./chosen-cases.ts";
import { playEngine } from "./engine-machine.ts";
import { expectRun } from "./expect-run.ts";
import { type Lab, startKillLab } from "./lab.ts";

const deadly = casesOf("embedded", isDeadly);

describe.skipIf(deadly.length === 0)("embedded, with workers that die", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startKillLab();
  });
  afterAll(() => lab.stop());

  test.each(deadly)("%s", async (_, one) => {
    for (const { expected, seen } of await playEngine(lab, one, "embedded")) expectRun(expected, seen);
  }, 180_000);
});
