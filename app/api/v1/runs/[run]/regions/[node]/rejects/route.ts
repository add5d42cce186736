import * as contracts from "#lib/contracts/runs.schema.ts";
import { listRejects } from "#lib/server/runs/list-rejects.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listRejects, listRejects));
