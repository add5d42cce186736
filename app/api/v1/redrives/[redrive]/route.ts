import * as contracts from "#lib/contracts/failures.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readRedrive } from "#lib/server/redrives/read-redrive.ts";
import { changeRedrive } from "#lib/server/redrives/change-redrive.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readRedrive, readRedrive), route(contracts.changeRedrive, changeRedrive));
