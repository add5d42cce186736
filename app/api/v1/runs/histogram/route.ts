import * as contracts from "#lib/contracts/runs.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { countRunsOverTime } from "#lib/server/runs/count-runs-over-time.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.countRunsOverTime, countRunsOverTime));
