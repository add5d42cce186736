import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import { isJsonObject, type JsonObject } from "#lib/json.ts";
import type { HookRequest } from "../hook-request.ts";
import { Refusal } from "./refusal.ts";
import { isSameText } from "./same-text.ts";

/** What a provider wants to hear back before it sends anything; always as plain text. */
export interface Challenge {
  challenge: string;
}

const longest = 1_000;

function challengeOf(value: unknown): Challenge | null {
  return typeof value === "string" && value !== "" && value.length <= longest ? { challenge: value } : null;
}

/**
 * Answers `GET ?hub.mode=subscribe&hub.challenge=…&hub.verify_token=…`, where the trigger says so. The token is the last
 * part of the address: it proves that the address was entered by somebody who has it. Null: this is no handshake.
 * @throws Refusal for another token.
 */
export function answerHubChallenge(setup: KeptVerification, { method, path, query }: HookRequest): Challenge | null {
  if (setup.verify !== "hmac" || setup.challenge !== "hub" || method !== "GET") return null;
  if (query.get("hub.mode") !== "subscribe" || !isSameText(query.get("hub.verify_token") ?? "", path)) throw new Refusal("wrong_token");
  return challengeOf(query.get("hub.challenge"));
}

/** What Slack asks when an address is entered, signed like everything that it sends. */
export function answerSlackChallenge(setup: KeptVerification, { body }: JsonObject): Challenge | null {
  return setup.verify === "slack" && isJsonObject(body) && body["type"] === "url_verification" ? challengeOf(body["challenge"]) : null;
}

/** GitHub's first request to a new address: it tells of nothing that happened. */
export function isPing(setup: KeptVerification, { headers }: JsonObject): boolean {
  return setup.verify === "github" && isJsonObject(headers) && headers["x-github-event"] === "ping";
}
