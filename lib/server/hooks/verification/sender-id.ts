import { createHash } from "node:crypto";
import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

function textOf(value: Json | undefined): string | null {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : null;
}

function bodyField(input: JsonObject, name: string): string | null {
  const body = input["body"];
  return isJsonObject(body) && Object.hasOwn(body, name) ? textOf(body[name]) : null;
}

function header(input: JsonObject, name: string): string | null {
  const headers = input["headers"];
  return isJsonObject(headers) && Object.hasOwn(headers, name) ? textOf(headers[name]) : null;
}

/** HubSpot sends several events at once, the same ones again when it tries again. */
function hubspotId(input: JsonObject): string | null {
  const { body } = input;
  if (!Array.isArray(body) || body.length === 0 || !body.every((event) => isJsonObject(event) && event["eventId"] !== undefined)) return null;
  const parts = body.map((event) => (isJsonObject(event) ? ["eventId", "subscriptionId", "portalId", "objectId", "occurredAt"].map((key) => event[key] ?? null) : []));
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** A header that the signature covers or the provider's own; null when there is none. */
function providerId({ verify, eventId }: KeptVerification, input: JsonObject): string | null {
  if (eventId !== "") return textOf(readPath(input, eventId.split(".")));
  switch (verify) {
    case "stripe":
      return bodyField(input, "id");
    case "github":
      return header(input, "x-github-delivery");
    case "slack":
      return bodyField(input, "event_id");
    case "shopify": {
      const event = header(input, "x-shopify-event-id");
      return header(input, "x-shopify-webhook-id") ?? (event === null ? null : `${header(input, "x-shopify-topic") ?? ""} ${event}`);
    }
    case "hubspot":
      return hubspotId(input);
    case "none":
    case "standard":
    case "hmac":
    case "jwt":
    case "token":
      return null;
  }
}

/**
 * What the sender calls this delivery: a second one with it is a duplicate (SEMANTICS event-3). A signature with a time
 * in it stands in for it: whoever repeats a request as it was starts nothing, whatever its headers say.
 */
export function senderId(setup: KeptVerification, input: JsonObject, signature: string | null): string | null {
  const given = providerId(setup, input);
  const id = given ?? (signature === null || setup.verify === "standard" ? header(input, "webhook-id") ?? header(input, "idempotency-key") : signature);
  if (id === null) return null;
  return id.length <= 200 ? id : createHash("sha256").update(id).digest("base64url");
}
