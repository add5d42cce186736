import { expect, test } from "vitest";
import { readReply } from "#lib/sandbox/read-reply.ts";

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["no console", '{"ok":true,"value":1}'],
  ["no value", '{"ok":true,"logs":[]}'],
  ["no error", '{"ok":false,"logs":[]}'],
  ["an error of another kind", '{"ok":false,"logs":[],"error":{"code":"internal","message":"x"}}'],
])("a reply with %s is none", (_, text) => {
  expect(readReply(text)).toBeNull();
});

test.each(['{"ok":true,"logs":[],"value":{"a":{"__proto__":{"x":1}}}}', '{"ok":true,"logs":[],"value":{"\\u005f_proto__":{"x":1}}}', '{"ok":true,"logs":[],"value":{"constructor":{"prototype":{"x":1}}}}'])("keys that change what objects are do not come in: %s", (text) => {
  expect(readReply(text)).toMatchObject({ ok: false, error: { code: "SANDBOX_OUTPUT" } });
});

test("what is as agreed comes in, without what was not", () => {
  expect(readReply('{"ok":true,"logs":["a",1],"value":{"constructor":"x"},"more":1}')).toEqual({ ok: true, logs: ["a"], value: { constructor: "x" } });
});
