import * as contracts from "#lib/contracts/connections.schema.ts";
import { readTable } from "#lib/server/connections/read-table.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readTable, readTable));
