import * as contracts from "#lib/contracts/alerts.schema.ts";
import { readAlert } from "#lib/server/alerts/read-alert.ts";
import { updateAlert } from "#lib/server/alerts/update-alert.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.readAlert, readAlert),
  route(contracts.updateAlert, updateAlert),
);
