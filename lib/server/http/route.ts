import type { Access, AnswerOf, Contract, InputOf, Method } from "#lib/contracts/contract.ts";
import type { z } from "zod";
import { newId } from "#lib/ids.ts";
import { authorize, type ContextOf } from "#lib/server/auth/authorize.ts";
import { errorResponse } from "./error-response.ts";
import { readInput } from "./read-input.ts";

type Declared = Omit<Contract, "params" | "query" | "body" | "answer"> & { params?: z.ZodObject; query?: z.ZodObject; body?: z.ZodType; answer: z.ZodType };

/** Next's route handler, with the contract it was made from. */
export interface Handler {
  (request: Request, segment: { params: Promise<unknown> }): Promise<Response>;
  contract: { method: Method; path: string; access: Access };
}

/**
 * A route handler: identify and authorize, read the input by the contract's schemas, call the use case, answer JSON.
 * Whatever is thrown goes through `errorResponse`.
 */
export function route<const C extends Declared>(contract: C, useCase: (context: ContextOf<C["access"]>, input: InputOf<C>) => Promise<AnswerOf<C>>): Handler {
  return handler(contract, async (context, input) => {
    const answer = await useCase(context, input);
    if (contract.status === 204) return new Response(null, { status: 204 });
    if (process.env["NODE_ENV"] !== "production") contract.answer.parse(JSON.parse(JSON.stringify(answer)));
    return Response.json(answer, { status: contract.status });
  });
}

/** Like `route`, for answers that are not one JSON value: the use case makes the response. */
export function streamRoute<const C extends Declared>(contract: C, useCase: (context: ContextOf<C["access"]>, input: InputOf<C>, signal: AbortSignal) => Promise<Response>): Handler {
  return handler(contract, useCase);
}

function handler<const C extends Declared>(contract: C, respond: (context: ContextOf<C["access"]>, input: InputOf<C>, signal: AbortSignal) => Promise<Response>): Handler {
  const handle = async (request: Request, segment: { params: Promise<unknown> }): Promise<Response> => {
    const requestId = newId("request");
    try {
      const context = await authorize(contract, request, requestId);
      const input = await readInput(contract, request, await segment.params);
      // The schemas were just applied, and each access kind makes its own context.
      const response = await respond(context as ContextOf<C["access"]>, input as InputOf<C>, request.signal);
      return finish(response, context.headers, requestId);
    } catch (error) {
      return errorResponse(error, requestId);
    }
  };
  return Object.assign(handle, { contract });
}

function finish(response: Response, extra: Headers, requestId: string): Response {
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  response.headers.set("x-request-id", requestId);
  for (const [name, value] of extra) response.headers.append(name, value);
  return response;
}
