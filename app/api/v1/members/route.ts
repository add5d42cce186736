import * as contracts from "#lib/contracts/workspaces.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { listMembers } from "#lib/server/workspaces/list-members.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listMembers, listMembers));
