import * as contracts from "#lib/contracts/account.schema.ts";
import { changePassword } from "#lib/server/auth/change-password.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.changePassword, changePassword));
