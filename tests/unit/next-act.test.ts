import { expect, test } from "vitest";
import { type LookedAt, nextAct, silenceMs, wakeAgainMs } from "#inngest/server/next-act.ts";

const told: LookedAt = {
  workspaceId: "ws_1", runId: "run_1", pattern: "event", part: 1, round: 1, status: "waiting", isTold: true, isBegun: true, isWoken: false,
  sends: 1, tries: 0, silences: 0, isHeld: false, hasLapsed: false, isSilent: false,
};

test.for<[string, Partial<LookedAt>, string]>([
  ["nobody told the server of it", { isTold: false, isBegun: false, status: "queued" }, "start"],
  ["it waits", {}, "look-later"],
  ["it is held", { isHeld: true, status: "running" }, "look-later"],
  ["it is held for longer than the server may be silent", { isHeld: true, isSilent: true }, "look-later"],
  ["it is held, and something happened outside", { isHeld: true, isWoken: true }, "look-later"],
  ["something happened outside", { isWoken: true }, "wake"],
  ["something happened outside before the server called", { isWoken: true, isBegun: false }, "look-later"],
  ["the server never called", { isBegun: false, isSilent: true, status: "queued" }, "start"],
  ["the server called once and is silent now", { isSilent: true }, "restart"],
  ["the server is silent, and something happened outside", { isSilent: true, isWoken: true }, "restart"],
  ["its holder is gone", { hasLapsed: true, status: "running" }, "drop-hold"],
  ["it was cancelled", { status: "cancelled" }, "cancel"],
  ["it was cancelled before the server knew of it", { status: "cancelled", isTold: false, isBegun: false }, "forget"],
  ["it has ended", { status: "succeeded", isWoken: true, isSilent: true }, "forget"],
  ["it is gone", { status: null }, "forget"],
])("when %s", ([, change, act]) => {
  expect(nextAct({ ...told, ...change })).toBe(act);
});

test("wake-ups in vain and silences grow apart, to a minute and a day", () => {
  expect([0, 1, 2, 3, 20].map(wakeAgainMs)).toEqual([100, 300, 900, 2_700, 60_000]);
  expect([0, 1, 2, 30].map((silences) => silenceMs(120_000, silences))).toEqual([120_000, 240_000, 480_000, 86_400_000]);
});
