import * as contracts from "#lib/contracts/flows.schema.ts";
import { describeVersion } from "#lib/server/flows/describe-version.ts";
import { readVersion } from "#lib/server/flows/read-version.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readVersion, readVersion), route(contracts.describeVersion, describeVersion));
