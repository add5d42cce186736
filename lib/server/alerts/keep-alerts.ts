import { runtime } from "../runtime.ts";
import { deliverNotices } from "./deliver-notices.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";
import { forgetOldAlerts } from "./forget-old-alerts.ts";

const lookEveryMs = 5_000;
const tellEveryMs = 2_000;
const forgetEveryMs = 3_600_000;
/** A look that takes long is followed by a rest of so many times as long, so that looking never fills the database's day. */
const restAfterLook = 20;

interface Keeper {
  stop(): Promise<void>;
}

/** Does it again and again, one at a time; a failure is logged and tried again at the next turn. */
function keep(everyMs: number, failure: string, work: () => Promise<unknown>, rest = 0): Keeper {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working = turn();

  async function turn(): Promise<void> {
    const began = performance.now();
    try {
      await work();
    } catch (err) {
      runtime().log.warn({ err }, failure);
    }
    if (stopped) return;
    timer = setTimeout(() => {
      working = turn();
    }, Math.max(everyMs, (performance.now() - began) * rest));
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}

/** Looks for what is wrong, and tells it, for as long as this process is a worker. A slow mail server delays no look. */
export function keepAlerts(): Keeper {
  const keepers = [keep(lookEveryMs, "alerts.not-evaluated", evaluateAlerts, restAfterLook), keep(tellEveryMs, "alerts.not-told", deliverNotices), keep(forgetEveryMs, "alerts.not-forgotten", forgetOldAlerts)];
  return {
    async stop() {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
    },
  };
}
