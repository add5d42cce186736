import * as contracts from "#lib/contracts/workspaces.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readWorkspace } from "#lib/server/workspaces/read-workspace.ts";
import { updateWorkspace } from "#lib/server/workspaces/update-workspace.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.readWorkspace, readWorkspace),
  route(contracts.updateWorkspace, updateWorkspace),
);
