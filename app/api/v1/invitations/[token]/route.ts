import * as contracts from "#lib/contracts/account.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readInvite } from "#lib/server/workspaces/read-invite.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readInvite, readInvite));
