import type { Queryable } from "#db/client.ts";
import { seal, unseal } from "../crypto/seal.ts";
import { workspaceKey } from "../crypto/workspace-key.ts";

export interface AlertWebhook {
  url: string;
  secret: string | null;
}

interface Place {
  workspaceId: string;
  ruleId: string;
}

function nameOf({ workspaceId, ruleId }: Place): string {
  return `alert|v1|${workspaceId}|${ruleId}|webhook`;
}

/** The whole webhook is kept sealed: whoever has the address of a chat service's hook can write there. */
export async function sealWebhook(db: Queryable, place: Place, webhook: AlertWebhook): Promise<string> {
  return seal(await workspaceKey(db, place.workspaceId), Buffer.from(JSON.stringify(webhook), "utf8"), nameOf(place));
}

/** @throws SealBroken */
export async function openWebhook(db: Queryable, place: Place, sealed: string): Promise<AlertWebhook> {
  return JSON.parse(unseal(await workspaceKey(db, place.workspaceId), sealed, nameOf(place)).toString("utf8")) as AlertWebhook;
}
