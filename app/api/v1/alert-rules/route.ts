import * as contracts from "#lib/contracts/alerts.schema.ts";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { listAlertRules } from "#lib/server/alerts/list-alert-rules.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.createAlertRule, createAlertRule),
  route(contracts.listAlertRules, listAlertRules),
);
