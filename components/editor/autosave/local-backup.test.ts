import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sampleDocument } from "../sample-document.test-support.ts";
import { type Backup, localBackup } from "./local-backup.ts";

const kept = new Map<string, string>();
let page: EventTarget;

beforeEach(() => {
  kept.clear();
  page = new EventTarget();
  vi.useFakeTimers();
  vi.stubGlobal("window", Object.assign(page, {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => kept.set(key, text),
      removeItem: (key: string) => kept.delete(key),
    },
  }));
  vi.stubGlobal("document", new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const draft = (name: string): Backup => ({ baseRevision: 1, name, document: sampleDocument(), at: 0 });
const nameKept = (): unknown => (JSON.parse(kept.get("millrace.draft.f_1") ?? "{}") as { name?: unknown }).name;

test("what is typed is kept within a moment, the last of it, also while typing goes on", async () => {
  const backup = localBackup("f_1");
  for (const name of ["O", "Or", "Ord", "Orde", "Order"]) {
    backup.write(draft(name));
    expect(nameKept()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(50);
  }
  await vi.advanceTimersByTimeAsync(100);
  expect(nameKept()).toBe("Order");
});

test.each(["pagehide", "visibilitychange"])("at %s it is kept at once", (event) => {
  localBackup("f_1").write(draft("Orders"));
  (event === "pagehide" ? page : document).dispatchEvent(new Event(event));
  expect(nameKept()).toBe("Orders");
});

test("what waits is read, and is gone once the server has it", async () => {
  const backup = localBackup("f_1");
  backup.write(draft("Orders"));
  expect(backup.read()?.name).toBe("Orders");
  backup.write(draft("Orders again"));
  backup.clear();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept.size).toBe(0);
});
