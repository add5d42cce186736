import * as contracts from "#lib/contracts/workspaces.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { createInvite } from "#lib/server/workspaces/create-invite.ts";
import { listInvites } from "#lib/server/workspaces/list-invites.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.listInvites, listInvites),
  route(contracts.createInvite, createInvite),
);
