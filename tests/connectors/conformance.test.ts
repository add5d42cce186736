import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ActionContext } from "#lib/connectors/define.ts";
import { fields } from "#lib/connectors/fields.ts";
import { effectOf, parseInput, runAction, sinkRuntime, sourceRuntime } from "#lib/connectors/registry.server.ts";
import { connectors, nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { Connection } from "#lib/contracts/connections.schema.ts";
import type { JsonObject } from "#lib/json.ts";

const operations = Object.values(connectors).flatMap((connector) => Object.keys(connector.operations).map((name) => `${connector.id}/${name}`));

test("the catalogue lists every operation of every connector", () => {
  expect([...nodeTypes.keys()].toSorted()).toEqual(operations.toSorted());
});

/** Nothing outside may be touched. */
const context: ActionContext = {
  send: () => Promise.reject(new Error("nothing may be sent")),
  database: () => Promise.reject(new Error("no database may be opened")),
  publish: () => Promise.reject(new Error("nothing may be published")),
  effectKey: "k",
  readOnly: false,
  signal: new AbortController().signal,
};

describe.each(operations)("%s", (type) => {
  const spec = operationSpec(type);
  const node = nodeTypes.get(type);
  if (!spec || !node) throw new Error(`${type} is not in the registry`);
  const isDoneByEngine = spec.built !== undefined || spec.kind === "trigger";

  test("its sample has the shape of its output", () => {
    expect(() => spec.output.parse(spec.sample)).not.toThrow();
  });

  test("settings and output become JSON Schema, with a label and a control for every setting", () => {
    const schema = z.toJSONSchema(spec.input, { metadata: fields, io: "input" }) as { properties?: Record<string, { label?: string; control?: string; options?: object; enum?: string[]; showIf?: { field: string; is: string | string[] } }> };
    const properties = Object.entries(schema.properties ?? {});
    expect(properties.map(([key]) => key).toSorted()).toEqual([...node.fields].toSorted());
    for (const [key, property] of properties) {
      expect(property.label, key).toBeTruthy();
      expect(property.control, key).toBeTruthy();
      if (property.options && property.enum) expect(Object.keys(property.options).toSorted(), key).toEqual(property.enum.toSorted());
      if (!property.showIf) continue;
      const { field, is } = property.showIf;
      expect(node.fields, key).toContain(field);
      const choices = schema.properties?.[field]?.enum;
      if (choices) expect(choices, key).toEqual(expect.arrayContaining([is].flat()));
    }
    expect(() => z.toJSONSchema(spec.output, { io: "output" })).not.toThrow();
  });

  test("its sentence, its defaults and what is filled per record name only its own settings", () => {
    for (const [, key] of spec.summary.matchAll(/\{(\w+)\}/g)) expect(node.fields).toContain(key);
    for (const key of [...Object.keys(spec.defaults ?? {}), ...node.perRecord]) expect(node.fields).toContain(key);
    if (node.stands === "value") expect(node.perRecord).toEqual([]);
  });

  test("its ports are those of its kind", () => {
    const isTrigger = spec.kind === "trigger";
    expect(node.inputs.length === 0).toBe(isTrigger);
    expect(node.pattern !== undefined).toBe(isTrigger);
    expect(new Set(node.outputs.map((port) => port.id)).size).toBe(node.outputs.length);
    const carried = (ports: typeof node.inputs): string[] => ports.map((port) => port.carries);
    if (spec.kind === "source") expect([carried(node.inputs), carried(node.outputs)]).toEqual([["value"], ["records", "value"]]);
    if (spec.kind === "sink") expect([carried(node.inputs), carried(node.outputs)]).toEqual([["records"], ["value"]]);
  });

  test("its help says what it does, with an example, what can go wrong and the rules it stands for", () => {
    for (const text of [spec.title, spec.description, spec.help.rule, spec.help.example]) expect(text.trim()).not.toBe("");
    if (node.canFail && !isDoneByEngine) expect(spec.help.failures.length).toBeGreaterThan(0);
    for (const rule of spec.help.rules) expect(rule).toMatch(/^(graph|step|sync|event|region|test)-\d+$/);
  });

  test("kinds of connection are ones that can be stored, and are named when it takes one", () => {
    for (const kind of node.connectionKinds) expect(Connection.shape.kind.options).toContain(kind);
    expect(node.connectionKinds.length > 0).toBe(node.connection !== "none");
  });

  test("it is done by what its kind says, and settings of another shape are refused before that", async () => {
    const wrong: JsonObject = Object.fromEntries(node.fields.map((field) => [field, { wrong: [5] }]));
    if (isDoneByEngine) {
      for (const look of [() => sourceRuntime(type), () => sinkRuntime(type)]) expect(look).toThrow(/has a runtime/);
      return;
    }
    expect(() => parseInput(type, wrong)).toThrow(z.ZodError);
    if (spec.kind === "action") await expect(runAction(type, wrong, context)).rejects.toThrow(z.ZodError);
    else if (spec.kind === "source") expect(Object.keys(sourceRuntime(type)).toSorted()).toEqual(["identity", "keepsCursor", "keyOf", "read"]);
    else expect([["open"], ["open", "preview"]]).toContainEqual(Object.keys(sinkRuntime(type)).toSorted());
  });

  test("what it does with its settings is never more than what it may do", () => {
    const order = ["none", "read", "write"];
    for (const input of [{}, spec.defaults ?? {}, { wrong: true }]) expect(order.indexOf(effectOf(type, input))).toBeLessThanOrEqual(order.indexOf(spec.effect));
  });
});
