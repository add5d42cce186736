import * as contracts from "#lib/contracts/runs.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { revealField } from "#lib/server/runs/reveal-field.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.revealField, revealField));
