import { setTimeout as delay } from "node:timers/promises";

import { backOff } from "./back-off.ts";
import { startPostgres, type Postgres, type PostgresOptions } from "./postgres.ts";

export type KeptPostgres = { url: string; stop(): Promise<void> };

/** The built-in database, started again whenever it ends unasked; `onMoved` when it came back at another address. */
export async function keepPostgres(
  options: PostgresOptions & { say: (line: string) => void; onMoved: (url: string) => void },
): Promise<KeptPostgres> {
  const waits = backOff();
  const stopping = new AbortController();
  let server: Postgres = await startPostgres(options);
  let restart = Promise.resolve();

  const revive = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await delay(waits.next(), undefined, { signal: stopping.signal });
        const revived = await startPostgres(options);
        if (revived.url !== server.url) options.onMoved(revived.url);
        server = revived;
        watch(revived);
        options.say("The database is back.");
        return;
      } catch (error) {
        if (!stopping.signal.aborted) options.say(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const watch = (watched: Postgres): void => {
    void watched.ended.then((reason) => {
      if (stopping.signal.aborted) return;
      options.say(`The database ended (${reason}); starting it again.`);
      restart = revive();
    });
  };
  watch(server);

  return {
    url: server.url,
    async stop() {
      stopping.abort();
      await restart;
      await server.stop();
    },
  };
}
