import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { readFieldRule } from "./field-pattern.ts";
import { type FieldRule, hiddenMark } from "./field-rule.ts";
import { findHidden, hideFields } from "./hide-fields.ts";
import { shapeOf } from "./shape-of.ts";

function ready(...rules: (string | FieldRule)[]) {
  return rules.map((rule) => {
    const read = readFieldRule(typeof rule === "string" ? { path: rule, action: "hide" } : rule);
    if (!read.ok) throw new Error(read.problem);
    return read.value;
  });
}

function shown(value: Json, rules: (string | FieldRule)[], others: Json[] = []): Json {
  const patterns = ready(...rules);
  return hideFields(patterns, findHidden(patterns, [value, ...others]), value).value;
}

const h = hiddenMark;

describe("paths", () => {
  test.each<[string, Json, Json]>([
    ["customer.email", { customer: { email: "ada@example.com", name: "Ada L" } }, { customer: { email: h, name: "Ada L" } }],
    ["customer.email", { body: { customer: { email: "ada@example.com" } } }, { body: { customer: { email: h } } }],
    ["customer.email", { order: { customer: { email: "ada@example.com" } } }, { order: { customer: { email: "ada@example.com" } } }],
    ["**.iban", { a: [{ b: { iban: "DE02120300000000202051" } }], iban: null }, { a: [{ b: { iban: h } }], iban: h }],
    ["items[].card", { items: [{ card: 4_111_111_111_111_111 }, { card: "none" }] }, { items: [{ card: h }, { card: h }] }],
    ["items.card", { items: [{ card: "4111111111111111" }] }, { items: [{ card: h }] }],
    ["items[]", { items: [1, { a: 2 }] }, { items: [h, h] }],
    ["*.token", { a: { token: "x" }, token: "y" }, { a: { token: h }, token: "y" }],
    ["**.Card_Number", { payment: { cardNumber: "4111" } }, { payment: { cardNumber: h } }],
    ["customer", { customer: { email: "ada@example.com" }, other: 1 }, { customer: h, other: 1 }],
    ["**.password", { request: { body: '{"password":"hunter22","user":"ada"}' } }, { request: { body: `{"password":"${h}","user":"ada"}` } }],
    ["**.token", { url: "https://x.test/a?token=abc123&b=1" }, { url: `https://x.test/a?token=${h}&b=1` }],
    ["**.password", "user=ada&password=hunter22", `user=ada&password=${h}`],
  ])("%s", (rule, value, expected) => {
    expect(shown(value, [rule])).toEqual(expected);
  });

  test.each(["", "a..b", "**", "a.**", "*", "a[0]", "x*y", "[]"])("“%s” is refused with words that say what to write", (path) => {
    const read = readFieldRule({ path, action: "hide" });
    expect(read.ok ? "" : read.problem).toMatch(/\./);
  });

  test("the last four stay only of what is longer than twice that", () => {
    expect(shown({ iban: "DE02120300000000202051", pin: "471199" }, [{ path: "**.iban", action: "last4" }, { path: "pin", action: "last4" }])).toEqual({ iban: `${h}2051`, pin: h });
  });
});

describe("copies", () => {
  const source: Json = { customer: { email: "Ada+1@Example.com", pin: "4711" } };
  test("are found under other names, in texts, addresses, JSON and base64", () => {
    const copy: Json = {
      to: "ada+1@example.com", text: "Dear ada+1@example.com, hello", url: `https://x.test/${encodeURIComponent("Ada+1@Example.com")}`, json: '{"who":"Ada+1@Example.com"}', basic: `Basic ${btoa("Ada+1@Example.com")}`, pair: `Basic ${btoa("user:Ada+1@Example.com")}`, "ada+1@example.com": 1,
      pin: "Your PIN 4711.", other: "Order 47110",
    };
    expect(shown(copy, ["customer.email", "customer.pin"], [source])).toEqual({
      to: h, text: `Dear ${h}, hello`, url: `https://x.test/${h}`, json: `{"who":"${h}"}`, basic: `Basic ${h}=`, pair: expect.stringMatching(/^Basic dXNlcjp••••.{0,4}$/), [h]: 1, pin: `Your PIN ${h}.`, other: "Order 47110",
    });
  });
  test("a message that was cut short does not show the beginning of one", () => {
    expect(shown(`${"The other side said: ".repeat(6)}Ada+1@Ex`, ["customer.email"], [source])).toBe(`${"The other side said: ".repeat(6)}${h}`);
  });
});

test("whatever the value: nothing under the rule is left, all else is as it was, and what is told to be hidden is what was there", () => {
  const secret = fc.string({ minLength: 12, maxLength: 30 }).map((text) => `§${text.replaceAll(/[&=?#"\\]/g, "-")}§`);
  fc.assert(
    fc.property(fc.jsonValue(), secret, (rest, value) => {
      const payload = { rest, customer: { email: value } } as Json;
      const patterns = ready("**.email");
      const { value: out, hidden } = hideFields(patterns, findHidden(patterns, [payload]), payload);
      expect(JSON.stringify(out)).not.toContain(JSON.stringify(value).slice(1, -1));
      expect(hidden.some((field) => field.value === value && field.path.join(".") === "customer.email")).toBe(true);
      if (!JSON.stringify(rest).toLowerCase().includes("email")) expect((out as { rest: Json }).rest).toEqual(rest);
    }),
    { numRuns: 300 },
  );
});

test("a shape has names, types and lengths, and no value", () => {
  expect(shapeOf({ name: "Ada", age: 36, ok: true, none: null, list: ["abc"], "ada@example.com": 1 })).toEqual({
    name: "text, 3 characters", age: "number", ok: "true or false", none: "nothing", list: ["text, 3 characters"], "name 6, 15 characters": "number",
  });
  // The length of a mask says nothing, and would be read as the value's.
  expect(shapeOf({ email: h, note: `Dear ${h}` })).toEqual({ email: "hidden by a rule", note: "hidden by a rule" });
  expect((shapeOf(Array.from({ length: 25 }, () => 1)) as Json[]).at(-1)).toBe("and 5 more items");
});
