import * as contracts from "#lib/contracts/sample-systems.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readSampleKey } from "#lib/server/sample-systems/read-sample-key.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readSampleKey, readSampleKey));
