import { describe, expect, it } from "vitest";
import { timeScale } from "./time-scale.ts";

describe("timeScale", () => {
  it("is even for steps of similar length", () => {
    const scale = timeScale(800, 200);
    expect(scale.stretched).toBe(false);
    expect([0, 400, 800, 900].map(scale.at)).toEqual([0, 0.5, 1, 1]);
    expect(scale.ticks.map((tick) => tick.label)).toEqual(["0", "100 ms", "200 ms", "300 ms", "400 ms", "500 ms", "600 ms", "700 ms"]);
  });

  it("keeps short steps visible beside a wait of minutes", () => {
    const scale = timeScale(180_000, 200);
    expect(scale.stretched).toBe(true);
    expect(scale.at(200)).toBeGreaterThan(0.05);
    expect(scale.at(180_000)).toBeCloseTo(1);
    const places = scale.ticks.map((tick) => tick.at);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
    for (const [index, place] of places.entries()) if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThanOrEqual(0.09);
  });

  it.each([1, 93, 777, 6_200, 59_000, 3_700_000, 400_000_000])("has at most eight round ticks for %d ms", (total) => {
    const { ticks } = timeScale(total, total);
    expect(ticks.length).toBeGreaterThanOrEqual(1);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.every((tick) => tick.at < 1)).toBe(true);
  });

  it("survives a run that has taken no time yet", () => {
    expect(timeScale(0, 0).at(0)).toBe(0);
  });
});
