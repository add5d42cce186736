import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readSampleKey } from "#lib/server/samples/read-sample-key.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readSampleKey, readSampleKey));
