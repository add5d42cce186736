import * as contracts from "#lib/contracts/workspaces.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { changeRole } from "#lib/server/workspaces/change-role.ts";
import { removeMember } from "#lib/server/workspaces/remove-member.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.changeRole, changeRole),
  route(contracts.removeMember, removeMember),
);
