import * as contracts from "#lib/contracts/templates.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readUpdate } from "#lib/server/templates/read-update.ts";
import { takeUpdate } from "#lib/server/templates/take-update.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readUpdate, readUpdate), route(contracts.takeUpdate, takeUpdate));
