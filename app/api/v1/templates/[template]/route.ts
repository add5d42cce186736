import * as contracts from "#lib/contracts/templates.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readTemplate } from "#lib/server/templates/read-template.ts";
import { shareTemplate } from "#lib/server/templates/share-template.ts";
import { withdrawTemplate } from "#lib/server/templates/withdraw-template.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readTemplate, readTemplate), route(contracts.shareTemplate, shareTemplate), route(contracts.withdrawTemplate, withdrawTemplate));
