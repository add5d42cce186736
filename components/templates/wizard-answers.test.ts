import { expect, test } from "vitest";
import type { TemplateContent, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { buildDocument, literal, nodeId } from "#tests/support/build-document.ts";
import { connectLater, firstAnswers, readAnswers, type WizardAnswers } from "./wizard-answers.ts";

function parameter(key: string, type: TemplateParameter["type"], more: Partial<TemplateParameter> = {}): TemplateParameter {
  return { key, label: key, help: "", type, required: false, places: [{ node: nodeId("a"), path: ["value", "value"] }], ...more };
}

function content(parameters: TemplateParameter[], connections: TemplateContent["connections"] = []): Pick<TemplateContent, "name" | "document" | "parameters" | "connections"> {
  return { name: "Leads", document: buildDocument({ a: { type: "core/map", config: { value: literal(null) } } }, []), parameters, connections };
}

const answered = (of: ReturnType<typeof content>, parameters: Record<string, string>, more: Partial<WizardAnswers> = {}) => readAnswers(of, { ...firstAnswers(of), ...more, parameters: { ...firstAnswers(of).parameters, ...parameters } });

test("it begins with the defaults, as their controls show them", () => {
  const of = content([parameter("text", "text", { default: "Thank you" }), parameter("many", "number", { default: 5 }), parameter("sure", "boolean", { default: true }), parameter("open", "boolean"), parameter("rules", "json", { default: { a: 1 } })]);
  expect(firstAnswers(of)).toEqual({ name: "Leads", connections: {}, parameters: { text: "Thank you", many: "5", sure: "true", open: "false", rules: '{\n  "a": 1\n}' } });
});

test("what was typed becomes values of the right kind", () => {
  const of = content([parameter("many", "number"), parameter("sure", "boolean"), parameter("rules", "json"), parameter("text", "text")]);
  expect(answered(of, { many: " 7 ", sure: "true", rules: "[1]", text: "a b" })).toEqual({ connections: {}, parameters: { many: 7, sure: true, rules: [1], text: "a b" } });
});

test.each([
  ["needed and blank", parameter("x", "text", { required: true }), "  ", "This is needed."],
  ["no number", parameter("x", "number"), "many", "Give a number."],
  ["no JSON", parameter("x", "json"), "{a:", "This is not JSON. Check quotes, commas and brackets."],
  ["no address", parameter("x", "email"), "ada", "Give an address such as ada@example.com."],
  ["not of the list", parameter("x", "choice", { options: { from: "list", values: ["a"] } }), "b", "Choose one of the list."],
])("%s is said beside the field", (_, asked, typed, problem) => {
  expect(answered(content([asked]), { x: typed })).toEqual({ problems: new Map([["parameters.x", problem]]) });
});

test("blank with a default is the default", () => {
  expect(answered(content([parameter("x", "text", { required: true, default: "Hello" })]), { x: "" })).toEqual({ connections: {}, parameters: { x: null } });
});

test("a connection is chosen, made, or left for later, but never forgotten", () => {
  const of = content([], [{ key: "crm", title: "CRM", help: "", kinds: ["http/bearer"], nodes: [nodeId("a")] }]);
  expect(answered(of, {})).toEqual({ problems: new Map([["connections.crm", "Choose one, make a new one, or choose “Later”."]]) });
  expect(answered(of, {}, { connections: { crm: connectLater } })).toEqual({ connections: {}, parameters: {} });
  expect(answered(of, {}, { connections: { crm: "conn_1" } })).toEqual({ connections: { crm: "conn_1" }, parameters: {} });
  expect(answered(of, {}, { connections: { crm: "conn_1" }, name: " " })).toEqual({ problems: new Map([["name", "Give the flow a name."]]) });
});
