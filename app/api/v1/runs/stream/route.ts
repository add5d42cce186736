import * as contracts from "#lib/contracts/runs.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { streamRoute } from "#lib/server/http/route.ts";
import { streamRuns } from "#lib/server/runs/stream-runs.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(streamRoute(contracts.streamRuns, streamRuns));
