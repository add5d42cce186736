import { expect, test } from "vitest";
import { readInput } from "./read-input.ts";

const declared = (type: string, required = true) => [{ name: "it", type, required }];

test.each([
  ["text", "Ada", "Ada"],
  ["text", "42", "42"],
  ["number", "42", 42],
  ["boolean", "true", true],
  ["list", "[1]", [1]],
  ["object", '{"a":1}', { a: 1 }],
  ["any", "null", null],
  ["any", "plain", "plain"],
] as const)("%s: %s", (type, text, value) => {
  expect(readInput(declared(type), { it: text })).toEqual({ value: { it: value } });
});

test.each([["number", "many"], ["list", "{}"], ["object", "[]"], ["boolean", "yes"], ["number", ""], ["list", ""]] as const)("%s refuses “%s” by its name", (type, text) => {
  const read = readInput(declared(type), { it: text });
  expect("problems" in read && [...read.problems.keys()]).toEqual(["it"]);
});

test("what need not be given is left out", () => {
  expect(readInput([...declared("number", false), { name: "on", type: "boolean", required: true }], {})).toEqual({ value: { on: false } });
});
