import * as contracts from "#lib/contracts/runs.schema.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.testFlow, testFlow));
