import * as contracts from "#lib/contracts/events.schema.ts";
import { readEvent } from "#lib/server/events/read-event.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readEvent, readEvent));
