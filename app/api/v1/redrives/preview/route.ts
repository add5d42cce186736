import * as contracts from "#lib/contracts/failures.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { previewRedrive } from "#lib/server/redrives/preview-redrive.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.previewRedrive, previewRedrive));
