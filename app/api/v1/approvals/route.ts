import * as contracts from "#lib/contracts/approvals.schema.ts";
import { listApprovals } from "#lib/server/approvals/list-approvals.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listApprovals, listApprovals));
