import * as contracts from "#lib/contracts/flows.schema.ts";
import { readDraft } from "#lib/server/flows/read-draft.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readDraft, readDraft));
