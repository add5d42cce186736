import type { Queryable } from "#db/client.ts";
import { type ConnectionRow, findDataKey } from "#db/queries/connections.ts";
import { present } from "#lib/assert.ts";
import { isJsonObject, type JsonObject } from "#lib/json.ts";
import { openSecret } from "./sealed-secret.ts";

/** What is sealed of a webhook's secret: the one that counts, and the one before while that counts as well. */
export interface WebhookSecrets {
  current: string;
  former?: string;
}

export type SealedSecrets = Pick<ConnectionRow, "secret" | "settings" | "version"> & { workspaceId: string; id: string };

function read(wrapped: string, { workspaceId, id, version, secret }: SealedSecrets): WebhookSecrets {
  return JSON.parse(openSecret(wrapped, { workspaceId, connectionId: id, version }, secret)) as WebhookSecrets;
}

/** @throws SealBroken */
export async function openWebhookSecrets(db: Queryable, row: SealedSecrets): Promise<WebhookSecrets> {
  return read(present(await findDataKey(db, row.workspaceId), "the workspace's key"), row);
}

function isOver(settings: JsonObject, now: number): boolean {
  const former = settings["former"];
  const until = isJsonObject(former) ? former["until"] : null;
  return typeof until === "string" && Date.parse(until) <= now;
}

/** The secrets that a request may be signed with now, the newest first. @throws SealBroken */
export function validSecrets(wrapped: string, row: SealedSecrets, now: number): string[] {
  const { current, former } = read(wrapped, row);
  return former === undefined || isOver(row.settings, now) ? [current] : [current, former];
}
