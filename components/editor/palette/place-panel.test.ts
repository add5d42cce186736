import { expect, test } from "vitest";
import { placePanel } from "./place-panel.ts";

const window = { width: 1440, height: 900 };
const canvas = { x: 48, y: 80, width: 1392, height: 700 };

test("stands where it was asked for, where there is room", () => {
  expect(placePanel({ x: 200, y: 150 }, canvas, window)).toEqual({ x: 200, y: 150, maxHeight: 538, isOver: false });
});

test("opens to the left at the right edge, and is moved up at the lower one", () => {
  const { x, y, maxHeight } = placePanel({ x: 1380, y: 690 }, canvas, window);
  expect(x).toBe(1020);
  expect(y).toBe(348);
  expect(y + maxHeight).toBe(canvas.height - 12);
});

test("is never beyond the upper or left edge, however small the canvas is", () => {
  expect(placePanel({ x: -40, y: -40 }, { ...canvas, width: 300, height: 270 }, window)).toMatchObject({ x: 12, y: 12, maxHeight: 246 });
});

test("lies over the window where the canvas is too low for a list", () => {
  const { x, y, maxHeight, isOver } = placePanel({ x: 880, y: 60 }, { x: 48, y: 82, width: 912, height: 120 }, { width: 960, height: 540 });
  expect(isOver).toBe(true);
  expect(x).toBeGreaterThanOrEqual(12);
  expect(x + 360).toBeLessThanOrEqual(960 - 12);
  expect(y + maxHeight).toBe(540 - 12);
});
