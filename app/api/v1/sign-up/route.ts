import * as contracts from "#lib/contracts/account.schema.ts";
import { readSignUp } from "#lib/server/auth/read-sign-up.ts";
import { signUp } from "#lib/server/auth/sign-up.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readSignUp, readSignUp), route(contracts.signUp, signUp));
