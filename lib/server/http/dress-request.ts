import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { runtime } from "#lib/server/runtime.ts";
import { clientAddress, clientAddressHeader, isPassedOn, passedOnHeader } from "./client-address.ts";
import { contentSecurityPolicy, isInternalHeader, securityHeaders } from "./security-headers.ts";

/**
 * Every request but hooks passes here before Next: what only we may say is dropped and said anew, and the answer gets
 * its headers. Next reads the nonce of its scripts from the request's policy.
 */
export function dressRequest(request: IncomingMessage, response: ServerResponse): void {
  const { env } = runtime();
  const nonce = randomBytes(16).toString("base64");
  for (const name of Object.keys(request.headers)) if (isInternalHeader(name)) delete request.headers[name];
  const forwarded = request.headers["x-forwarded-for"];
  request.headers[clientAddressHeader] = clientAddress(request.socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(",") : forwarded);
  if (isPassedOn(request.headers)) request.headers[passedOnHeader] = "1";
  request.headers["content-security-policy"] = contentSecurityPolicy({ nonce, dev: env.dev });
  request.headers["x-nonce"] = nonce;
  // A page's layout does not know its own address, and sends signed-out visitors back here after they sign in.
  request.headers["x-millrace-path"] = request.url ?? "/";
  for (const [name, value] of Object.entries(securityHeaders({ nonce, https: env.publicUrl.startsWith("https:"), dev: env.dev }))) response.setHeader(name, value);
  // Pages whose address is the permission: no search engine is to keep it.
  if (/^\/(?:a|invite)\//.test(request.url ?? "")) response.setHeader("x-robots-tag", "noindex, nofollow");
}
