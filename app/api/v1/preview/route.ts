import * as contracts from "#lib/contracts/flows.schema.ts";
import { previewExpression } from "#lib/server/flows/preview-expression.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.previewExpression, previewExpression));
