import * as contracts from "#lib/contracts/templates.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readInstall } from "#lib/server/templates/read-install.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readInstall, readInstall));
