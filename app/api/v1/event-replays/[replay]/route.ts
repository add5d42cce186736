import * as contracts from "#lib/contracts/events.schema.ts";
import { changeEventReplay } from "#lib/server/event-replays/change-event-replay.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.changeEventReplay, changeEventReplay));
