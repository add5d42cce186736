import * as contracts from "#lib/contracts/flows.schema.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import { readFlow } from "#lib/server/flows/read-flow.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readFlow, readFlow), route(contracts.deleteFlow, deleteFlow));
