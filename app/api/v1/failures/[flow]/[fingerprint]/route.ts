import * as contracts from "#lib/contracts/failures.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { setFailureState } from "#lib/server/failures/set-failure-state.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.setFailureState, setFailureState));
