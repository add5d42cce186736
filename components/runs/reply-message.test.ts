import { expect, test } from "vitest";
import { replyMessage } from "./reply-message.ts";

test.each([
  ['{"message":"Email is taken."}', "Email is taken."],
  ['{"error":{"code":42,"message":"No such customer"}}', "No such customer"],
  ['{"errors":[{"field":"email","message":"is not an address"},{"message":"second"}]}', "is not an address"],
  ['{"type":"about:blank","title":"Unprocessable","detail":"sku is unknown"}', "sku is unknown"],
  ['{"error":"invalid_grant","error_description":"The token has expired"}', "The token has expired"],
  ['{"error":"invalid_grant"}', "invalid_grant"],
  ['"plain words"', "plain words"],
  ["Service unavailable\n", "Service unavailable"],
  ["<html><body>502</body></html>", null],
  ['{"id":7}', null],
  ['{"message":"   "}', null],
  ['{"cut off', null],
  ["", null],
  [null, null],
])("%s", (body, message) => {
  expect(replyMessage(body)).toBe(message);
});

test("a long one is cut", () => {
  expect(replyMessage(JSON.stringify({ message: "x".repeat(400) }))).toBe(`${"x".repeat(300)}…`);
});
