import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import type { HookRequest } from "../hook-request.ts";

/** A request as it may be stored: without what its sender proves itself by. */
export function withoutToken(setup: KeptVerification, request: HookRequest): HookRequest {
  if (setup.verify === "token" && setup.tokenIn === "query") {
    const query = new URLSearchParams(request.query);
    query.delete(setup.tokenName);
    return { ...request, query };
  }
  const carried = setup.verify === "token" ? setup.tokenName : setup.verify === "jwt" ? setup.jwtHeader : null;
  if (carried === null) return request;
  const { [carried.toLowerCase()]: _secret, ...headers } = request.headers;
  return { ...request, headers };
}
