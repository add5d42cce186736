import * as contracts from "#lib/contracts/schedules.schema.ts";
import { listOccurrences } from "#lib/server/schedules/list-occurrences.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listOccurrences, listOccurrences));
