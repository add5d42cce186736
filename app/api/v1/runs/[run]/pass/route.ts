import * as contracts from "#lib/contracts/runs.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { passRun } from "#lib/server/runs/pass-run.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.passRun, passRun));
