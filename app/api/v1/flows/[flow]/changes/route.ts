import * as contracts from "#lib/contracts/flow-changes.schema.ts";
import { listFlowChanges } from "#lib/server/flows/list-flow-changes.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listFlowChanges, listFlowChanges));
