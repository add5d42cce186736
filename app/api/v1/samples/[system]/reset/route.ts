import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { resetSample } from "#lib/server/samples/reset-sample.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.resetSample, resetSample));
