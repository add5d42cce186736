import * as contracts from "#lib/contracts/flows.schema.ts";
import { setFieldRules } from "#lib/server/flows/set-field-rules.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.setFieldRules, setFieldRules));
