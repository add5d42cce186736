import * as contracts from "#lib/contracts/runs.schema.ts";
import { previewReplay } from "#lib/server/runs/preview-replay.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.previewReplay, previewReplay), route(contracts.replayRun, replayRun));
