import * as contracts from "#lib/contracts/flows.schema.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { listFlows } from "#lib/server/flows/list-flows.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listFlows, listFlows), route(contracts.createFlow, createFlow));
