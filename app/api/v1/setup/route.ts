import * as contracts from "#lib/contracts/account.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { createOwner } from "#lib/server/instance/create-owner.ts";
import { readSetup } from "#lib/server/instance/read-setup.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.readSetup, readSetup), route(contracts.createOwner, createOwner));
