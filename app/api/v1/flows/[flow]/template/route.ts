import * as contracts from "#lib/contracts/templates.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { publishTemplate } from "#lib/server/templates/publish-template.ts";
import { readFlowTemplate } from "#lib/server/templates/read-flow-template.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readFlowTemplate, readFlowTemplate), route(contracts.publishTemplate, publishTemplate));
