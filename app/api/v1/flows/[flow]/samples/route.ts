import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { createSample } from "#lib/server/samples/create-sample.ts";
import { listSamples } from "#lib/server/samples/list-samples.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listSamples, listSamples), route(contracts.createSample, createSample));
