import * as contracts from "#lib/contracts/account.schema.ts";
import { readOwnSession } from "#lib/server/auth/read-own-session.ts";
import { signIn } from "#lib/server/auth/sign-in.ts";
import { signOut } from "#lib/server/auth/sign-out.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(
  route(contracts.readSession, readOwnSession),
  route(contracts.signIn, signIn),
  route(contracts.signOut, signOut),
);
