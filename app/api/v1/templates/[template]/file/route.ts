import * as contracts from "#lib/contracts/templates.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { exportTemplate } from "#lib/server/templates/export-template.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.exportTemplate, exportTemplate));
