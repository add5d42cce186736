import { expect, test } from "vitest";
import { periodOf } from "./period-of.ts";

const at = (day: number, hour: number, minute = 0, second = 0) => new Date(2026, 10, day, hour, minute, second);

test("yesterday is the reader's own day before this one, from midnight to midnight", () => {
  for (const now of [at(26, 0), at(26, 23, 59, 59)]) expect(periodOf("yesterday", now.getTime())).toEqual({ since: at(25, 0).toISOString(), until: at(26, 0).toISOString() });
  expect(periodOf("today", at(26, 9, 30).getTime())).toEqual({ since: at(26, 0).toISOString() });
});

test("a period up to now begins at a whole minute and has no end", () => {
  expect(periodOf("1h", at(26, 9, 30, 41).getTime())).toEqual({ since: at(26, 8, 30).toISOString() });
  expect(periodOf(undefined, 0)).toEqual({});
  expect(periodOf("range", 0)).toEqual({});
});
