import * as contracts from "#lib/contracts/flows.schema.ts";
import { keepRuns } from "#lib/server/flows/keep-runs.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.keepRuns, keepRuns));
