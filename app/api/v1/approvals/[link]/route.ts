import * as contracts from "#lib/contracts/approvals.schema.ts";
import { decideApproval } from "#lib/server/approvals/decide-approval.ts";
import { readApproval } from "#lib/server/approvals/read-approval.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readApproval, readApproval), route(contracts.decideApproval, decideApproval));
