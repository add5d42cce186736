import { expect, test } from "vitest";
import { formatNext } from "./format-next.ts";

const now = new Date(2026, 10, 25, 12, 0).getTime();

test.each([
  [[2026, 10, 25, 11, 59], "now"], [[2026, 10, 25, 17, 0], "today 17:00"], [[2026, 10, 26, 0, 0], "tomorrow 00:00"], [[2026, 10, 26, 23, 59], "tomorrow 23:59"],
  [[2026, 10, 27, 8, 30], "Fri 08:30"], [[2026, 11, 1, 8, 30], "Tue 08:30"], [[2026, 11, 2, 8, 30], "2 Dec, 08:30"], [[2027, 0, 1, 0, 0], "1 Jan 2027, 00:00"],
] as const)("%j", ([year, month, day, hour, minute], words) => {
  expect(formatNext(new Date(year, month, day, hour, minute).toISOString(), now)).toBe(words);
});
