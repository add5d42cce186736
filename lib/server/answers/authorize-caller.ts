import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "#lib/errors.ts";
import { readApiKey } from "../auth/read-api-key.ts";
import { openConnection } from "../connections/open-connection.ts";
import type { CallerAuth } from "./answer-settings.ts";

type Sent = Readonly<Record<string, string | string[] | undefined>>;

function isEqual(given: string, expected: string): boolean {
  // Of one length, so that how long it takes tells nothing.
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function refused(how: string): AppError {
  return new AppError("unauthorized", `This flow is not for everybody. ${how}`);
}

async function demandConnection(workspaceId: string, connection: string, headers: Sent): Promise<string> {
  const credential = await openConnection(workspaceId, connection);
  if (!("apply" in credential)) throw refused("Its connection cannot be sent with a request. Tell who made it.");
  const url = new URL("http://caller.internal/");
  const expected: Record<string, string> = {};
  credential.apply({ url, headers: expected });
  const [asked] = Object.entries(expected);
  if (asked === undefined) throw refused("Its connection goes into the URL, which is no place for a secret. Tell who made it.");
  const [name, value] = asked;
  const given = headers[name];
  if (typeof given !== "string" || !isEqual(given, value)) throw refused(`Send the credential that you were given in the header “${name}”.`);
  return name;
}

/**
 * Whether a request may start a flow, before anything of it is read. Returns the header that holds its secret, which is
 * kept nowhere; null when there is none.
 * @throws AppError unauthorized or forbidden, which say nothing of the flow.
 */
export async function authorizeCaller(workspaceId: string, auth: CallerAuth, headers: Sent): Promise<string | null> {
  switch (auth.kind) {
    case "none":
      return null;
    case "connection":
      return await demandConnection(workspaceId, auth.connection, headers);
    case "api-key": {
      const given = headers["authorization"];
      const holder = await readApiKey(new Headers(typeof given === "string" ? { authorization: given } : {}));
      if (holder === null) throw refused("Send an API key as “Authorization: Bearer …”.");
      // A key of another workspace answers like one that is not there.
      if (holder.workspace.id !== workspaceId) throw refused("This API key is not valid here.");
      if (!holder.actor.scopes.includes("flows:call")) throw new AppError("forbidden", "This API key may not call flows. Make one with “Call flows” under Settings, API keys.");
      return "authorization";
    }
  }
}
