import { scan } from "secure-json-parse";

import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

import type { SandboxError } from "./sandbox-job.ts";
import type { SandboxReply } from "./sandbox-request.ts";

const suspicious = /__proto__|constructor|\\u00/;

function hasForbiddenKey(reply: JsonObject): boolean {
  try {
    scan(reply, { protoAction: "error", constructorAction: "error" });
    return false;
  } catch {
    return true;
  }
}

function isError(value: Json | undefined): value is JsonObject & SandboxError {
  return value !== undefined && isJsonObject(value) && typeof value["code"] === "string" && value["code"].startsWith("SANDBOX_") && typeof value["message"] === "string";
}

/** What the child said of one input; null when it is not as agreed, which ends the child: it runs what people wrote. */
export function readReply(text: string): SandboxReply | null {
  let reply: Json;
  try {
    reply = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (!isJsonObject(reply) || !Array.isArray(reply["logs"])) return null;
  const logs = reply["logs"].filter((line) => typeof line === "string");
  if (suspicious.test(text) && hasForbiddenKey(reply)) {
    return { ok: false, error: { code: "SANDBOX_OUTPUT", message: "The result has a key named __proto__ or constructor.prototype, which is not allowed. Use another name." }, logs };
  }
  const { error, spoiled, value } = reply;
  if (reply["ok"] === true) return value === undefined ? null : { ok: true, value, logs };
  return isError(error) ? { ok: false, error, logs, ...(spoiled === true ? { spoiled } : {}) } : null;
}
