import * as contracts from "#lib/contracts/sample-systems.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { listSampleSystems } from "#lib/server/sample-systems/list-sample-systems.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listSampleSystems, listSampleSystems));
