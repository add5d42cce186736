import * as contracts from "#lib/contracts/connections.schema.ts";
import { listTables } from "#lib/server/connections/list-tables.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listTables, listTables));
