import { AppError } from "#lib/errors.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { readError } from "./answer.ts";
import { serveUrl } from "./call.ts";
import type { Handler } from "./handler.ts";
import { parseRegistration, type RegisteredFunction } from "./registration.ts";
import { signature } from "./signature.ts";

/** Pulls the functions from the handler by Inngest's in-band sync. Throws AppError when it refuses, or one uses what is not implemented. */
export async function introspect(handler: Handler, signingKey: string): Promise<RegisteredFunction[]> {
  const body = JSON.stringify({ url: serveUrl });
  const headers = {
    "content-type": "application/json",
    host: "engine.internal",
    "x-inngest-sync-kind": "in_band",
    "x-inngest-signature": signature(signingKey, body, Math.floor(Date.now() / 1000)),
  };
  const response = await handler({ method: "PUT", url: new URL(serveUrl), headers, body });
  const answer = JSON.parse(response.body) as Json;
  if (response.status !== 200 || !isJsonObject(answer)) {
    throw new AppError("internal", `The Inngest handler refused to list its functions: ${response.status} ${readError(answer).message}`);
  }
  return parseRegistration(answer["functions"]);
}
