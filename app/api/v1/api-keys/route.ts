import * as contracts from "#lib/contracts/workspaces.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { createApiKey } from "#lib/server/workspaces/create-api-key.ts";
import { listApiKeys } from "#lib/server/workspaces/list-api-keys.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.listApiKeys, listApiKeys),
  route(contracts.createApiKey, createApiKey),
);
