import { InngestCommHandler, type ServeHandlerOptions } from "inngest";
import type { Handler, SdkRequest, SdkResponse } from "./embedded/handler.ts";

/**
 * The SDK's handler for calls that never leave this process. Its own adapters take a `Request` and give a `Response`,
 * which cost a sixth of a call.
 */
export function serveInProcess(options: ServeHandlerOptions & { skipSignatureValidation?: boolean }): Handler {
  const handler = new InngestCommHandler<[SdkRequest], SdkResponse>({
    frameworkName: "millrace",
    ...options,
    handler: ({ method, url, headers, body }) => ({
      method: () => method,
      url: () => url,
      headers: (name) => headers[name.toLowerCase()] ?? null,
      body: () => body,
      transformResponse: (answer) => ({ status: answer.status, headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value])), body: answer.body }),
    }),
  });
  return handler.createHandler() as Handler;
}
