import { Inngest } from "inngest";

export const appId = "millrace";

export interface ClientOptions {
  /** Unsigned, for a dev server on this machine; false unless set. */
  isDev?: boolean;
  signingKey?: string;
  signingKeyFallback?: string;
  eventKey?: string;
  /** How the SDK reaches its server: in process for the embedded executor. */
  fetch: typeof fetch;
  /** Inngest Cloud's own addresses when left out. */
  baseUrl?: string;
  logger: { debug(...args: unknown[]): void; info(...args: unknown[]): void; warn(...args: unknown[]): void; error(...args: unknown[]): void };
}

/** The unchanged SDK, signed both ways unless it is told not to be. */
export function createInngestClient(options: ClientOptions): Inngest {
  return new Inngest({ id: appId, isDev: false, ...options });
}
