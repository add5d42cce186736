import { describe, expect, test } from "vitest";
import { z } from "zod";
import { runAction, runLogic } from "#lib/connectors/registry.server.ts";
import { connectors, nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { fields } from "#lib/connectors/fields.ts";

const operations = Object.values(connectors).flatMap((connector) => Object.keys(connector.operations).map((name) => `${connector.id}/${name}`));

test("the catalogue lists every operation of every connector", () => {
  expect([...nodeTypes.keys()].toSorted()).toEqual(operations.toSorted());
});

describe.each(operations)("%s", (type) => {
  const spec = operationSpec(type);
  const node = nodeTypes.get(type);
  if (!spec || !node) throw new Error(`${type} is not in the registry`);

  test("its sample has the shape of its output", () => {
    expect(() => spec.output.parse(spec.sample)).not.toThrow();
  });

  test("settings and output become JSON Schema, with a label and a control for every setting", () => {
    const schema = z.toJSONSchema(spec.input, { metadata: fields, io: "input" }) as { properties?: Record<string, { label?: string; control?: string; showIf?: { field: string } }> };
    const properties = Object.entries(schema.properties ?? {});
    expect(properties.map(([key]) => key).toSorted()).toEqual([...node.fields].toSorted());
    for (const [key, property] of properties) {
      expect(property.label, key).toBeTruthy();
      expect(property.control, key).toBeTruthy();
      if (property.showIf) expect(node.fields).toContain(property.showIf.field);
    }
    expect(() => z.toJSONSchema(spec.output, { io: "output" })).not.toThrow();
  });

  test("its sentence names only its own settings, and its defaults too", () => {
    for (const [, key] of spec.summary.matchAll(/\{(\w+)\}/g)) expect(node.fields).toContain(key);
    for (const key of Object.keys(spec.defaults ?? {})) expect(node.fields).toContain(key);
  });

  test("a trigger has no input port and a pattern; everything else has both ports", () => {
    const isTrigger = spec.kind === "trigger";
    expect(node.inputs.length === 0).toBe(isTrigger);
    expect(node.pattern !== undefined).toBe(isTrigger);
    expect(node.outputs.length).toBeGreaterThan(0);
  });

  test("it is done by what its kind says, and settings of another shape are refused before that", async () => {
    const wrong = { method: 5, url: 5, fields: 5, name: 5 };
    if (spec.kind === "logic") expect(() => runLogic(type, wrong)).toThrow(z.ZodError);
    if (spec.kind === "action") {
      const context = { effectKey: "k", signal: new AbortController().signal, send: () => Promise.reject(new Error("nothing may be sent")) };
      await expect(runAction(type, wrong, context)).rejects.toThrow(z.ZodError);
    }
    if (spec.kind === "trigger") expect(() => runLogic(type, {})).toThrow(/has a runtime/);
  });
});
