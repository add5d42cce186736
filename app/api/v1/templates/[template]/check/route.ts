import * as contracts from "#lib/contracts/templates.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { checkTemplate } from "#lib/server/templates/check-template.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.checkTemplate, checkTemplate));
