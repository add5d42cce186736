import * as contracts from "#lib/contracts/alerts.schema.ts";
import { deleteAlertRule } from "#lib/server/alerts/delete-alert-rule.ts";
import { updateAlertRule } from "#lib/server/alerts/update-alert-rule.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.deleteAlertRule, deleteAlertRule),
  route(contracts.updateAlertRule, updateAlertRule),
);
