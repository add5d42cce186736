import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { realServer, type ServerPlace, standIn } from "#tests/support/inngest/server-place.ts";
import { casesOf, expectedOn, isDeadly } from "./chosen-cases.ts";
import { type Look, playEngine } from "./engine-machine.ts";
import { expectRun } from "./expect-run.ts";
import { startInngestLab } from "./inngest-lab.ts";
import type { Lab } from "./lab.ts";
import { playTogether } from "./play-together.ts";

const bin = process.env["INNGEST_SERVER_BIN"];
const atOnce = 8;

/** Every case of the engine in which no worker of ours has to die. */
const cases = casesOf("embedded", (one) => !isDeadly(one));

test.skipIf(bin !== undefined)("the table on a real Inngest server: skipped, because INNGEST_SERVER_BIN names no server", (context) => {
  context.skip();
  expect(bin).toBeDefined();
});

const places: [string, () => Promise<ServerPlace>][] = [["a stand-in that speaks its protocol", () => standIn()], ...(bin === undefined ? [] : [["the real one", () => realServer(bin)] as [string, () => Promise<ServerPlace>]])];

describe.skipIf(cases.length === 0).each(places)("inngest, on %s", (_, open) => {
  let lab: Lab;
  let played: Map<string, Promise<Look[]>>;

  beforeAll(async () => {
    lab = await startInngestLab(await open());
    played = playTogether(cases.map(([, one]) => ({ name: one.id, play: () => playEngine(lab, one, "embedded") })), atOnce);
  }, 90_000);
  afterAll(() => lab.stop());

  test.each(cases)("%s", async (_name, one) => {
    const looks = await present(played.get(one.id), one.id);
    expect(looks.length).toBeGreaterThan(0);
    for (const [index, { expected, seen }] of looks.entries()) expectRun(index === looks.length - 1 ? { ...expected, ...expectedOn(one, "inngest") } : expected, seen);
  }, 120_000);
});
