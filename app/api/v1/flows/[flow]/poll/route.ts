import * as contracts from "#lib/contracts/polls.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { pollNow } from "#lib/server/polls/poll-now.ts";
import { readPoll } from "#lib/server/polls/read-poll.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readPoll, readPoll), route(contracts.pollNow, pollNow));
