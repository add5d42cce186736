import type { Method } from "#lib/contracts/contract.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { errorResponse } from "./error-response.ts";
import type { Handler } from "./route.ts";

type Handle = (request: Request, segment: { params: Promise<unknown> }) => Promise<Response>;



/**
 * What a route file exports: its handlers by method, and JSON 405 for the rest.
 * @example export const { GET, POST, PUT, PATCH, DELETE } = methods(route(listFlows, listFlowsOf), route(createFlow, createFlowIn));
 */
export function methods(...handlers: readonly Handler[]): Record<Method, Handle> {
  const allow = handlers.map((handler) => handler.contract.method).join(", ");
  const refuse = async (): Promise<Response> => {
    const response = errorResponse(new AppError("method_not_allowed", `This address takes ${allow}.`), newId("request"));
    response.headers.set("allow", allow);
    return response;
  };
  const one = (method: Method): Handle => handlers.find((handler) => handler.contract.method === method) ?? refuse;
  return { GET: one("GET"), POST: one("POST"), PUT: one("PUT"), PATCH: one("PATCH"), DELETE: one("DELETE") };
}
