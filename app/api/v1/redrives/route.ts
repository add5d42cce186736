import * as contracts from "#lib/contracts/failures.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { listRedrives } from "#lib/server/redrives/list-redrives.ts";
import { startRedrive } from "#lib/server/redrives/start-redrive.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listRedrives, listRedrives), route(contracts.startRedrive, startRedrive));
