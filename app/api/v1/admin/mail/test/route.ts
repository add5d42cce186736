import * as contracts from "#lib/contracts/instance.schema.ts";
import { methods } from "#lib/server/http/methods.ts";
import { route } from "#lib/server/http/route.ts";
import { sendTestMail } from "#lib/server/mail/send-test-mail.ts";

export const { GET, POST, PUT, PATCH, DELETE } = methods(route(contracts.sendTestMail, sendTestMail));
