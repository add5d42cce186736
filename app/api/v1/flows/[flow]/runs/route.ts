import * as contracts from "#lib/contracts/runs.schema.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.startRun, startRun));
