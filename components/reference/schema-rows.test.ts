import { describe, expect, it } from "vitest";
import { schemaRows } from "./schema-rows.ts";

const lines = (schema: unknown) => schemaRows(schema).map((row) => `${row.path}${row.required ? "!" : ""}: ${row.type}${row.note === "" ? "" : ` (${row.note})`}`);

describe("schemaRows", () => {
  it("tells fields with their limits, nested ones by path", () => {
    const schema = {
      type: "object",
      required: ["name"],
      properties: {
        name: { type: "string", minLength: 1, maxLength: 120 },
        at: { type: "string", format: "date-time" },
        scopes: { type: "array", minItems: 1, items: { type: "string", enum: ["a", "b"] } },
        nodes: { type: "array", items: { type: "object", required: ["x"], properties: { x: { type: "number" } } } },
      },
    };
    expect(lines(schema)).toEqual([
      "name!: string (at least 1 character; at most 120 characters)",
      "at: time",
      "scopes: list of one of (at least 1 item)",
      "nodes: list of object",
      "nodes[].x!: number",
    ]);
  });

  it("merges the variants of a union and tells what is missing as null", () => {
    const schema = {
      oneOf: [
        { type: "object", required: ["kind", "token"], properties: { kind: { const: "bearer" }, token: { type: "string" } } },
        { type: "object", required: ["kind"], properties: { kind: { const: "none" }, until: { anyOf: [{ type: "string" }, { type: "null" }] } } },
      ],
    };
    expect(lines(schema)).toEqual(['kind!: "bearer" or "none"', "token!: string", "until: string or null"]);
  });

  it("says what a field is for, and that it may be null", () => {
    const schema = { type: "object", properties: { owner: { type: ["string", "null"], description: "Who looks after them." }, since: { type: ["string", "null"], format: "date-time" } } };
    expect(schemaRows(schema)).toMatchObject([{ path: "owner", type: "string or null", says: "Who looks after them." }, { path: "since", type: "time or null", says: "" }]);
  });

  it("has nothing to tell about what is not an object", () => {
    expect(schemaRows({ type: "string" })).toEqual([]);
    expect(schemaRows(null)).toEqual([]);
  });
});
