import { runtime } from "../runtime.ts";
import { fireDue } from "./fire-due.ts";

/** How late an occurrence may start when nothing else holds it up. */
const everyMs = 1_000;

/** Looks for due schedules for as long as this process is a worker; one look at a time. */
export function keepSchedules(): { stop(): Promise<void> } {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = look();

  async function look(): Promise<void> {
    try {
      await fireDue();
    } catch (err) {
      // The database is away, most likely: what is due then is due still.
      runtime().log.warn({ err }, "schedules.not-fired");
    }
    if (!stopped) {
      timer = setTimeout(() => {
        looking = look();
      }, everyMs);
    }
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
