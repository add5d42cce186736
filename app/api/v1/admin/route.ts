import * as contracts from "#lib/contracts/instance.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readInstance } from "#lib/server/instance/read-instance.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readInstance, readInstance));
