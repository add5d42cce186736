import { Inngest } from "inngest";

export const appId = "millrace";

export interface ClientOptions {
  signingKey: string;
  eventKey: string;
  /** How the SDK reaches its server: in process for the embedded executor. */
  fetch: typeof fetch;
  baseUrl: string;
  logger: { debug(...args: unknown[]): void; info(...args: unknown[]): void; warn(...args: unknown[]): void; error(...args: unknown[]): void };
}

/** The unchanged SDK, signed both ways. */
export function createInngestClient(options: ClientOptions): Inngest {
  return new Inngest({ id: appId, isDev: false, ...options });
}
