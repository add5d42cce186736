import * as contracts from "#lib/contracts/alerts.schema.ts";
import { tryAlertRule } from "#lib/server/alerts/try-alert-rule.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.tryAlertRule, tryAlertRule),
);
