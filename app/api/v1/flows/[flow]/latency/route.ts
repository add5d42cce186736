import * as contracts from "#lib/contracts/answering.schema.ts";
import { readLatency } from "#lib/server/answers/read-latency.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readLatency, readLatency));
