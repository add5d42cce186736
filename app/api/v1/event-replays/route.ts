import * as contracts from "#lib/contracts/events.schema.ts";
import { listEventReplays } from "#lib/server/event-replays/list-event-replays.ts";
import { startEventReplay } from "#lib/server/event-replays/start-event-replay.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listEventReplays, listEventReplays), route(contracts.startEventReplay, startEventReplay));
