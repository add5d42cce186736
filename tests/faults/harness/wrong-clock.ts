import { globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Slot } from "./slot.ts";

/** What a machine's clock does, against the right one. */
export type Wrong = { name: string } & ({ aheadMs: number; rate?: number } | { frozen: true });

export interface WrongClock {
  /** How the clock is moved here. */
  by: "libfaketime" | "a Date of our own";
  /** For the processes that are to have this clock. */
  environment: Record<string, string>;
  /** Takes effect in running processes at once, and in those to come. */
  set(wrong: Wrong, processes: readonly Slot[]): Promise<void>;
  close(): void;
}

/**
 * The clock of the processes that are given it. With libfaketime (Debian's package `faketime`) whatever asks the system
 * for the time is told it; without it JavaScript's `Date` alone is moved (`shift-clock.ts`), which is all that ours ask.
 */
export function createWrongClock(): WrongClock {
  const [library] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
  const folder = mkdtempSync(join(tmpdir(), "millrace-clock-"));
  const file = join(folder, "time");
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  if (library === undefined) {
    return {
      by: "a Date of our own",
      environment: {},
      set: async (wrong, processes) => {
        const shift = "frozen" in wrong ? { aheadMs: 0, rate: 0 } : { aheadMs: wrong.aheadMs, rate: wrong.rate ?? 1 };
        await Promise.all(processes.map((slot) => slot.tell({ shift })));
      },
      close,
    };
  }
  const say = (text: string): void => {
    // Whoever reads it at this moment must find the one or the other.
    writeFileSync(`${file}.next`, `${text}\n`);
    renameSync(`${file}.next`, file);
  };
  say("+0");
  return {
    by: "libfaketime",
    environment: { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1", NO_FAKE_STAT: "1", TZ: "UTC" },
    set(wrong) {
      if ("frozen" in wrong) say(new Date().toISOString().slice(0, 19).replace("T", " "));
      else say(`${wrong.aheadMs < 0 ? "" : "+"}${wrong.aheadMs / 1_000}${wrong.rate === undefined ? "" : ` x${wrong.rate}`}`);
      return Promise.resolve();
    },
    close,
  };
}
