import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { askAnew } from "./ask-anew.ts";

/** A server whose answers are held back; each tells what was there when it was asked. */
function slowServer() {
  const held: (() => void)[] = [];
  const server = {
    value: "before",
    asked: 0,
    read: async (): Promise<string> => {
      const { value } = server;
      server.asked += 1;
      await new Promise<void>((resolve) => held.push(resolve));
      return value;
    },
    answer: (): void => held.splice(0).forEach((resolve) => resolve()),
  };
  return server;
}

test.each([["its own", {}], ["one that is not", { predicate: () => false }]])("a first load that began before a change, under %s filter", async (_, filter) => {
  const server = slowServer();
  const client = new QueryClient();
  const observer = new QueryObserver(client, { queryKey: ["list"], queryFn: server.read, retry: false });
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => server.asked).toBe(1);
  server.value = "after";
  const renewed = askAnew(client, { queryKey: ["list"], ...filter });
  const isWanted = !("predicate" in filter);
  if (isWanted) await expect.poll(() => server.asked).toBe(2);
  server.answer();
  await renewed;
  await expect.poll(() => observer.getCurrentResult().data).toBe(isWanted ? "after" : "before");
  stop();
});

test("what is there already is asked anew", async () => {
  const client = new QueryClient();
  let value = "before";
  const observer = new QueryObserver(client, { queryKey: ["list"], queryFn: () => Promise.resolve(value) });
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => observer.getCurrentResult().data).toBe("before");
  value = "after";
  await askAnew(client, { queryKey: ["list"] });
  expect(observer.getCurrentResult().data).toBe("after");
  stop();
});
