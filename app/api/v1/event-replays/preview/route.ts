import * as contracts from "#lib/contracts/events.schema.ts";
import { previewEventReplay } from "#lib/server/event-replays/preview-event-replay.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.previewEventReplay, previewEventReplay));
