import { runtime } from "../runtime.ts";
import { fireDue } from "./fire-due.ts";

const everyMs = 1_000;
/** Occurrences are whole minutes: a look shortly after each whole second finds them at once. The database says what is due. */
const afterSecondMs = 20;

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
      }, everyMs - (Date.now() % everyMs) + afterSecondMs);
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
