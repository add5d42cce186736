import * as contracts from "#lib/contracts/failures.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { deleteRunView } from "#lib/server/run-views/delete-run-view.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.deleteRunView, deleteRunView));
