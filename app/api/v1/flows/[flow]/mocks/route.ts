import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { listMocks } from "#lib/server/samples/list-mocks.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listMocks, listMocks));
