import { expect, test } from "vitest";
import { shareNext } from "./share-next.ts";

function gated() {
  const begun: { key: string; end: PromiseWithResolvers<void> }[] = [];
  const call = shareNext((key) => {
    const end = Promise.withResolvers<void>();
    begun.push({ key, end });
    return end.promise;
  });
  return { begun, call };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what comes while one is under way shares the next, and keys wait for themselves only", async () => {
  const { begun, call } = gated();
  const first = call("a");
  const others = [call("a"), call("a"), call("a")];
  void call("b");
  expect(begun.map(({ key }) => key)).toEqual(["a", "b"]);
  begun[0]?.end.resolve();
  await first;
  await settle();
  expect(begun.map(({ key }) => key)).toEqual(["a", "b", "a"]);
  const later = call("a");
  begun[2]?.end.resolve();
  await Promise.all(others);
  await settle();
  expect(begun).toHaveLength(4);
  begun[3]?.end.resolve();
  await later;
});

test("a failure is told to those whose call it was, and the next goes on", async () => {
  const { begun, call } = gated();
  const first = call("a");
  const second = call("a");
  begun[0]?.end.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  await settle();
  begun[1]?.end.resolve();
  await second;
  expect(begun).toHaveLength(2);
});
