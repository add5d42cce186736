import * as contracts from "#lib/contracts/data-care.schema.ts";
import { listAudit } from "#lib/server/data-care/list-audit.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.listAudit, listAudit));
