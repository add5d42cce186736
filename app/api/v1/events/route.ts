import * as contracts from "#lib/contracts/events.schema.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listEvents, listEvents), route(contracts.publishEvents, publishEvents));
