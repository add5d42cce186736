import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { casesOf, expectedOn, isDeadly } from "./chosen-cases.ts";
import { type Look, playEngine } from "./engine-machine.ts";
import { expectRun } from "./expect-run.ts";
import { startInngestLab } from "./inngest-lab.ts";
import type { Lab } from "./lab.ts";
import { playTogether } from "./play-together.ts";
import type { SemanticCase } from "./semantic-case.schema.ts";

const bin = process.env["INNGEST_SERVER_BIN"];
const atOnce = 8;

/** A region's own process starts the runs it calls with our executor. */
function callsInRegion(one: SemanticCase): boolean {
  return Object.keys(one.flows).length > 0 && one.edges.some((edge) => edge.includes("=>"));
}

/** Every case of the engine in which no worker of ours has to die; none without a server, so that one test alone says so. */
const cases = bin === undefined ? [] : casesOf("embedded", (one) => !isDeadly(one) && !callsInRegion(one));

test.skipIf(bin !== undefined)("the table on a real Inngest server: skipped, because INNGEST_SERVER_BIN names no server", (context) => {
  context.skip();
  expect(bin).toBeDefined();
});

describe.skipIf(cases.length === 0)("inngest", () => {
  let lab: Lab;
  let played: Map<string, Promise<Look[]>>;

  beforeAll(async () => {
    lab = await startInngestLab(present(bin, "INNGEST_SERVER_BIN"));
    played = playTogether(cases.map(([, one]) => ({ name: one.id, play: () => playEngine(lab, one, "embedded") })), atOnce);
  }, 90_000);
  afterAll(() => lab.stop());

  test.each(cases)("%s", async (_, one) => {
    const looks = await present(played.get(one.id), one.id);
    expect(looks.length).toBeGreaterThan(0);
    for (const [index, { expected, seen }] of looks.entries()) expectRun(index === looks.length - 1 ? { ...expected, ...expectedOn(one, "inngest") } : expected, seen);
  }, 120_000);
});
