import * as contracts from "#lib/contracts/instance.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { streamRoute } from "#lib/server/http/route.ts";
import { readHealth } from "#lib/server/instance/read-health.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(streamRoute(contracts.readHealth, readHealth));
