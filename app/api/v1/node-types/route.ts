import * as contracts from "#lib/contracts/flows.schema.ts";
import { listNodeTypes } from "#lib/server/flows/list-node-types.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listNodeTypes, listNodeTypes));
