import { expect, test } from "vitest";
import { StandingDelay } from "./standing-delay.ts";

function after(...late: number[]): number {
  const delay = new StandingDelay();
  return late.map((one) => delay.note(one)).at(-1) ?? 0;
}

test("a loop that was held once, or twice in a row, has nothing standing before it", () => {
  expect(after(0, 0, 900)).toBe(0);
  expect(after(0, 900, 900)).toBe(0);
  expect(after(900, 0, 900)).toBe(0);
  expect(after(900)).toBe(0);
});

test("a loop that is late at every beat is as late as the least of them", () => {
  expect(after(300, 200, 250)).toBe(200);
  expect(after(0, 300, 200, 250)).toBe(200);
});

test("what stood is forgotten within half a second of beats on time", () => {
  expect(after(400, 400, 400, 0)).toBeCloseTo(280);
  expect(after(400, 400, 400, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).toBeLessThan(20);
});

test("a beat that came early counts as on time", () => {
  expect(after(-5, -5, -5)).toBe(0);
});
