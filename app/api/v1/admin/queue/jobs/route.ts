import * as contracts from "#lib/contracts/queue.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { listQueueJobs } from "#lib/server/queue/list-queue-jobs.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listQueueJobs, listQueueJobs));
