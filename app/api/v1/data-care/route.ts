import * as contracts from "#lib/contracts/data-care.schema.ts";
import { readDataCare } from "#lib/server/data-care/read-data-care.ts";
import { updateDataCare } from "#lib/server/data-care/update-data-care.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readDataCare, readDataCare), route(contracts.updateDataCare, updateDataCare));
