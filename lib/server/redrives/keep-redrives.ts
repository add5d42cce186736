import { runtime } from "../runtime.ts";
import { advanceRedrives } from "./advance-redrives.ts";

const everyMs = 250;
/** Nobody waits for the first run of a redrive to the millisecond. */
const idleMs = 1_000;

/** Goes on with redrives for as long as this process is a worker; one look at a time. */
export function keepRedrives(): { stop(): Promise<void> } {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = look();

  async function look(): Promise<void> {
    let started = 0;
    try {
      started = await advanceRedrives();
    } catch (err) {
      // The database is away, most likely: the cursor stands where it stood.
      runtime().log.warn({ err }, "redrives.not-advanced");
    }
    if (stopped) return;
    timer = setTimeout(() => {
      looking = look();
    }, started > 0 ? everyMs : idleMs);
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
