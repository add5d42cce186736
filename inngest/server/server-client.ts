import type { Inngest } from "inngest";
import type { Logger } from "pino";
import type { InngestServerEnv } from "#lib/launch/inngest-env.ts";
import { createInngestClient } from "../client.ts";

/** A call that hangs is given up, so that it is tried again. */
const maxCallMs = 15_000;

export interface ServerClient {
  client: Inngest;
  /** What kept the SDK from the server last, which its own answers do not tell; undefined when nothing does. */
  lastFault(): unknown;
}

export function createServerClient(server: InngestServerEnv, log: Logger): ServerClient {
  let fault: unknown;
  const { baseUrl, dev, eventKey, signingKey, signingKeyFallback } = server;
  const client = createInngestClient({
    isDev: dev,
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(eventKey === null ? {} : { eventKey }),
    ...(signingKey === null ? {} : { signingKey }),
    ...(signingKeyFallback === null ? {} : { signingKeyFallback }),
    async fetch(input, init) {
      try {
        const answer = await fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(maxCallMs) });
        fault = undefined;
        return answer;
      } catch (error) {
        fault = error;
        throw error;
      }
    },
    // What it repeats by itself is no warning; what it gives up is told by whoever asked.
    logger: log.child({}, { level: log.levelVal > 50 ? log.level : "error" }),
  });
  return { client, lastFault: () => fault };
}
