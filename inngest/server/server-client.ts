import type { Inngest } from "inngest";
import type { Logger } from "pino";
import type { InngestServerEnv } from "#lib/launch/inngest-env.ts";
import { createInngestClient } from "../client.ts";

/** A call that hangs is given up, so that it is tried again. */
const maxCallMs = 15_000;

export function createServerClient(server: InngestServerEnv, log: Logger): Inngest {
  const { baseUrl, dev, eventKey, signingKey, signingKeyFallback } = server;
  return createInngestClient({
    isDev: dev,
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(eventKey === null ? {} : { eventKey }),
    ...(signingKey === null ? {} : { signingKey }),
    ...(signingKeyFallback === null ? {} : { signingKeyFallback }),
    fetch: (input, init) => fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(maxCallMs) }),
    // What it repeats by itself is no warning; what it gives up is told by whoever asked.
    logger: log.child({}, { level: log.levelVal > 50 ? log.level : "error" }),
  });
}
