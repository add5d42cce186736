import { expect, test } from "vitest";
import { alertTitle } from "./alert-title.ts";
import { conditionWords } from "./condition-words.ts";
import { spanWords } from "./span-words.ts";

const now = Date.parse("2026-11-26T12:00:00.000Z");
const title = (part: Partial<Parameters<typeof alertTitle>[0]>) => alertTitle({ what: "failed", flow: "Orders", cause: null, facts: {}, ...part }, now);

test.each([[0, "0 s"], [45_000, "45 s"], [90_000, "1 min 30 s"], [3_600_000, "1 h"], [3_605_000, "1 h"], [93_600_000, "1 d 2 h"], [2_592_000_000, "30 d"], [-5, "0 s"]])("%d ms are %s", (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

test("a condition reads as a sentence", () => {
  expect(conditionWords({ what: "failed", times: 1, withinMinutes: 60 })).toBe("A run fails");
  expect(conditionWords({ what: "failed", times: 3, withinMinutes: 10 })).toBe("Runs fail 3 times in the same way within 10 min");
  expect(conditionWords({ what: "queue", over: 1_200, oldestOverSeconds: 600 })).toBe("More than 1,200 wait, or the oldest has waited for 10 min");
  expect(conditionWords({ what: "queue", over: null, oldestOverSeconds: 600 })).toBe("The oldest has waited for 10 min");
});

test("a title names flow, step, kind and code, and knows what it does not know", () => {
  expect(title({ cause: { class: "rate_limit", code: "http_429", step: "send" } })).toBe("Orders: “send” failed. Too many calls (http_429).");
  expect(title({ cause: { class: "of a later version", code: "x", step: null } })).toBe("Orders: a run failed. Failed (x).");
  expect(title({ what: "slow", facts: { longestMs: 720_000, running: 0 } })).toBe("Orders is slow: a run took 12 min.");
  expect(title({ what: "late", facts: { waits: "queue", since: "2026-11-26T11:46:00.000Z" } })).toBe("Orders is late: a run has waited 14 min to start.");
  expect(title({ what: "silent" })).toBe("Orders is silent: nothing has started it for some time.");
  expect(title({ what: "queue", facts: { waiting: 1_204, oldest: "2026-11-26T10:00:00.000Z" } })).toBe("Orders piles up: 1,204 wait, the oldest for 2 h.");
});
