import { expect, test } from "vitest";
import { createTenantQueue } from "#lib/sandbox/tenant-queue.ts";

const anyone = (): boolean => true;

function filled(turnMs: number, entries: readonly [string, number][]) {
  let time = 0;
  const queue = createTenantQueue<number>(turnMs, () => time);
  for (const [tenant, item] of entries) queue.add(tenant, item);
  /** Takes all that is there, `each` ms apart. */
  const drain = (each: number): string[] => {
    const taken: string[] = [];
    for (let next = queue.take(anyone); next !== null; next = queue.take(anyone)) {
      taken.push(`${next.tenant}${next.item}`);
      time += each;
    }
    return taken;
  };
  return { queue, drain };
}

test("a tenant with much to do keeps others waiting for one turn at most", () => {
  const { drain } = filled(200, [["a", 1], ["a", 2], ["a", 3], ["a", 4], ["a", 5], ["b", 1], ["c", 1]]);
  expect(drain(100)).toEqual(["a1", "a2", "b1", "c1", "a3", "a4", "a5"]);
});

test("an item longer than a turn ends it", () => {
  const { drain } = filled(200, [["a", 1], ["a", 2], ["b", 1], ["b", 2]]);
  expect(drain(5_000)).toEqual(["a1", "b1", "a2", "b2"]);
});

test("whoever may not go now is passed over and loses nothing", () => {
  const { queue, drain } = filled(200, [["a", 1], ["b", 1], ["a", 2]]);
  expect(queue.take((tenant) => tenant !== "a")).toEqual({ tenant: "b", item: 1 });
  expect(queue.take((tenant) => tenant !== "a")).toBeNull();
  expect(drain(1)).toEqual(["a1", "a2"]);
});

test("what is removed or cleared does not come", () => {
  const { queue, drain } = filled(200, [["a", 1], ["a", 2], ["b", 1]]);
  expect(queue.remove("a", 1)).toBe(true);
  expect(queue.remove("a", 1)).toBe(false);
  expect(queue.clear()).toEqual([2, 1]);
  expect(drain(1)).toEqual([]);
});
