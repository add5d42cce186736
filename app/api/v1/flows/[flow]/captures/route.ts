import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { readCapture } from "#lib/server/samples/read-capture.ts";
import { startCapture } from "#lib/server/samples/start-capture.ts";
import { stopCapture } from "#lib/server/samples/stop-capture.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.readCapture, readCapture),
  route(contracts.startCapture, startCapture),
  route(contracts.stopCapture, stopCapture),
);
