import * as contracts from "#lib/contracts/answering.schema.ts";
import { listLatencies } from "#lib/server/answers/list-latencies.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listLatencies, listLatencies));
