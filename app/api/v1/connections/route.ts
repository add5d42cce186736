import * as contracts from "#lib/contracts/connections.schema.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { listConnections } from "#lib/server/connections/list-connections.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.listConnections, listConnections),
  route(contracts.createConnection, createConnection),
);
