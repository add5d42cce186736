import type { ServerResponse } from "node:http";
import type { Reply } from "./reply.ts";

/** Writes a reply on the web process's own server. A caller who is gone changes nothing. */
export function sendReply(response: ServerResponse, { body, headers, status }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  response.writeHead(status, hasBody ? { ...headers, "content-length": Buffer.byteLength(body) } : headers);
  response.end(hasBody ? body : undefined);
}
