import * as contracts from "#lib/contracts/failures.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { listRunViews } from "#lib/server/run-views/list-run-views.ts";
import { saveRunView } from "#lib/server/run-views/save-run-view.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listRunViews, listRunViews), route(contracts.saveRunView, saveRunView));
