import * as contracts from "#lib/contracts/connections.schema.ts";
import { testConnection } from "#lib/server/connections/test-connection.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.testConnection, testConnection));
