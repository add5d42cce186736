import * as contracts from "#lib/contracts/events.schema.ts";
import { listEventNames } from "#lib/server/events/list-event-names.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listEventNames, listEventNames));
