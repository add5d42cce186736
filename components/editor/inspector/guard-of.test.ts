import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import { guardOf } from "./guard-of.ts";

const webhook = nodeTypes.get("core/webhook");

function guard(config: Record<string, string>) {
  return guardOf({ config: Object.fromEntries(Object.entries(config).map(([key, value]): [string, ConfigValue] => [key, { kind: "literal", value }])) }, webhook);
}

test("who gets in at a webhook: whoever knows its URL, who sends a credential, or what is signed", () => {
  expect(guard({})).toBe("none");
  expect(guard({ verify: "none", answer: "respond", auth: "none" })).toBe("none");
  expect(guard({ answer: "respond", auth: "api-key" })).toBe("credential");
  expect(guard({ answer: "respond", auth: "connection" })).toBe("credential");
  // The caller of one that does not answer is not asked.
  expect(guard({ answer: "ack", auth: "api-key" })).toBe("none");
  expect(guard({ verify: "stripe", answer: "respond", auth: "api-key" })).toBe("signature");
});
