import * as contracts from "#lib/contracts/refusals.schema.ts";
import { listRefusals } from "#lib/server/hooks/list-refusals.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listRefusals, listRefusals));
