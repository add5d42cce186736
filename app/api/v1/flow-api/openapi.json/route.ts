import * as contracts from "#lib/contracts/answering.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readFlowApi } from "#lib/server/openapi/read-flow-api.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readFlowApi, readFlowApi));
