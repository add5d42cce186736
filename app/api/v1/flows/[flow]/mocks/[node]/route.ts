import * as contracts from "#lib/contracts/samples.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { deleteMock } from "#lib/server/samples/delete-mock.ts";
import { putMock } from "#lib/server/samples/put-mock.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.putMock, putMock), route(contracts.deleteMock, deleteMock));
