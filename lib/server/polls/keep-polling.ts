import { runtime } from "../runtime.ts";
import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { pollDue } from "./poll-due.ts";

const everyMs = 1_000;
/** Those of one worker that are under way at once: one slow answer delays no other. */
const lanes = 4;
const forgetEveryMs = 3_600_000;

/** Items that no list has named for a month. */
const forget = "delete from poll_items where ctid in (select ctid from poll_items where seen_at < clock_timestamp() - interval '30 days' limit 10000)";

/** Asks for what polls have due. */
export function keepPolling(): Keeper {
  const stopping = new AbortController();
  const keepers = Array.from({ length: lanes }, () => keepAtIt("polls.not-asked", async () => {
    if (!stopping.signal.aborted) await pollDue(stopping.signal);
  }, () => everyMs));
  const forgetting = keepAtIt("polls.not-forgotten", () => runtime().pool.query({ name: "forget-items", text: forget }), () => forgetEveryMs);
  return {
    async stop() {
      stopping.abort();
      await Promise.all([...keepers, forgetting].map((keeper) => keeper.stop()));
    },
  };
}
