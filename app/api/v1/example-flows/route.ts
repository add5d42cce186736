import * as contracts from "#lib/contracts/example-flows.schema.ts";
import { listExampleFlows } from "#lib/server/examples/list-example-flows.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listExampleFlows, listExampleFlows));
