import * as contracts from "#lib/contracts/connections.schema.ts";
import { deleteConnection } from "#lib/server/connections/delete-connection.ts";
import { readConnection } from "#lib/server/connections/read-connection.ts";
import { updateConnection } from "#lib/server/connections/update-connection.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.readConnection, readConnection),
  route(contracts.updateConnection, updateConnection),
  route(contracts.deleteConnection, deleteConnection),
);
