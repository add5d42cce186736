import { databaseRetryMs } from "./database-error.ts";
import type { EngineLog } from "./engine.ts";
import type { Claim, Delivery } from "./store/claim-jobs.ts";

export type PumpOptions = {
  freeSlots(): number;
  claim(slots: number): Promise<Claim>;
  begin(delivery: Delivery): void;
  pollMs: number;
  log: EngineLog;
};

export type Pump = { wake(): void; stop(): Promise<void> };

/** A claim that found less than asked for may have missed jobs due a moment later; ends of runs usually look sooner. */
const shortLookMs = 20;

/**
 * Claims whenever there may be work: on a wake, at the exact time the next job is due, and every `pollMs` in any case.
 * One claim at a time, for all slots that are free by then. A failing database is tried again for ever.
 */
export function createPump({ begin, claim, freeSlots, log, pollMs }: PumpOptions): Pump {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isWanted = false;
  let isAboutToStart = false;
  let failures = 0;
  let turn: Promise<void> | undefined;

  async function claimAll(): Promise<number> {
    let wait = pollMs;
    do {
      isWanted = false;
      const slots = freeSlots();
      if (slots <= 0) return pollMs;
      const { deliveries, nextDueMs } = await claim(slots);
      for (const delivery of deliveries) begin(delivery);
      wait = Math.min(pollMs, Math.max(1, nextDueMs ?? pollMs), deliveries.length > 0 ? shortLookMs : pollMs);
      if (deliveries.length >= slots) isWanted = true;
    } while (isWanted && !isStopped);
    return wait;
  }

  async function run(): Promise<void> {
    let wait: number;
    try {
      wait = await claimAll();
      if (failures > 0) log.info({ failures }, "engine.claim.recovered");
      failures = 0;
    } catch (error) {
      failures += 1;
      wait = databaseRetryMs(failures);
      log.warn({ err: error, failures }, "engine.claim.failed");
    }
    turn = undefined;
    if (isStopped) return;
    if (isWanted && failures === 0 && !isAboutToStart) start();
    else timer = setTimeout(start, wait);
  }

  function start(): void {
    clearTimeout(timer);
    if (isStopped || turn !== undefined) return;
    turn = run();
  }

  return {
    wake() {
      isWanted = true;
      // While the database is away only the timer tries again.
      if (failures > 0 || isAboutToStart) return;
      isAboutToStart = true;
      // Runs that end together free their slots in this turn of the event loop: one claim fills them all.
      setImmediate(() => {
        isAboutToStart = false;
        start();
      });
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}
