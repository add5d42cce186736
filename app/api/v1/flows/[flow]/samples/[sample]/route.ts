import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { deleteSample } from "#lib/server/samples/delete-sample.ts";
import { readSample } from "#lib/server/samples/read-sample.ts";
import { renameSample } from "#lib/server/samples/rename-sample.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.readSample, readSample),
  route(contracts.renameSample, renameSample),
  route(contracts.deleteSample, deleteSample),
);
