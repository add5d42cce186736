import * as contracts from "#lib/contracts/runs.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readRun } from "#lib/server/runs/read-run.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readRun, readRun));
