import * as contracts from "#lib/contracts/queue.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { handBackJob } from "#lib/server/queue/hand-back-job.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.handBackJob, handBackJob));
