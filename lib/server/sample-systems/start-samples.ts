import { setTimeout as delay } from "node:timers/promises";
import { serveSamples, type SamplesServer } from "#lib/samples/serve-samples.ts";
import { encryptionKey } from "../crypto/workspace-key.ts";
import { runtime } from "../runtime.ts";

const againMs = 2_000;

/**
 * Serves the sample systems beside the web process while they are on. A port that another program holds keeps nothing
 * else from starting: it is tried again until it is free.
 */
export function startSamples(): { stop(): Promise<void> } {
  const { env, pool, log } = runtime();
  const port = env.samplesPort;
  if (port === null) return { stop: async () => undefined };
  const stop = new AbortController();
  const serving = (async (): Promise<SamplesServer | null> => {
    for (;;) {
      try {
        return await serveSamples({ pool, encryptionKey: encryptionKey(), port, onFault: (err) => log.error({ err }, "samples.fault") });
      } catch (err) {
        log.error({ err, port }, "samples.not-listening");
        await delay(againMs, undefined, { signal: stop.signal }).catch(() => undefined);
        if (stop.signal.aborted) return null;
      }
    }
  })();
  return {
    async stop() {
      stop.abort();
      await (await serving)?.close();
    },
  };
}
