import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import { blocksPublishing } from "#lib/flow/issue.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { DataType } from "#lib/flow/data-types/data-type.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import { randomSeed } from "#tests/support/random-seed.ts";
import { type FieldKind, fieldKinds, type Random, randomFrom, sampleOf, type TypedField, type TypedFlow, TypedFlowDraw } from "#tests/support/typed-flow.ts";

const flows = 200;
const changes = ["rename", "remove", "retype"] as const;
type Change = (typeof changes)[number];

/** One entry of a record is renamed, taken away, or given another value. */
function changed<Value>(record: Readonly<Record<string, Value>>, key: string, change: Change, other: Value): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]): [string, Value][] => {
      if (name !== key) return [[name, value]];
      if (change === "remove") return [];
      return [change === "rename" ? [`${name}_renamed`, value] : [name, other]];
    }),
  );
}

const kindOf: Record<FieldKind, DataType> = { text: { kind: "string" }, number: { kind: "number" }, boolean: { kind: "boolean" }, list: { kind: "list", of: { kind: "number" } } };

function withNode(document: FlowDocument, id: string, change: (node: FlowNode) => FlowNode): FlowDocument {
  return { ...document, nodes: document.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

/** The flow with one of its fields changed where it is said. */
function apply({ document, shapes }: TypedFlow, field: TypedField, change: Change, other: FieldKind): { document: FlowDocument; shapes: Map<string, DataType> } {
  const { by, at } = field.said;
  if (by === "shape") {
    const shape = shapes.get(field.node);
    const body = shape?.kind === "object" ? shape.fields["body"]?.type : undefined;
    if (shape?.kind !== "object" || body?.kind !== "object") throw new Error("the shape has a body");
    const fields = changed(body.fields, at, change, { type: kindOf[other] });
    return { document, shapes: new Map(shapes).set(field.node, { ...shape, fields: { ...shape.fields, body: { type: { ...body, fields } } } }) };
  }
  const edited = withNode(document, field.node, (node) => {
    const { fields } = node.config;
    if (by === "declaration" && fields?.kind === "literal" && Array.isArray(fields.value)) {
      const value = fields.value.flatMap((entry): Json[] => {
        if (!isJsonObject(entry) || entry["name"] !== at) return [entry];
        return change === "remove" ? [] : [change === "rename" ? { ...entry, name: `${at}_renamed` } : { ...entry, type: other }];
      });
      return { ...node, config: { ...node.config, fields: { ...fields, value } } };
    }
    if (fields?.kind !== "fields") throw new Error("the map has fields");
    if (by === "item") {
      const list = fields.fields.map((entry) => {
        if (entry.name !== "rows" || entry.value.kind !== "literal" || !Array.isArray(entry.value.value)) return entry;
        return { ...entry, value: { ...entry.value, value: entry.value.value.map((item) => (isJsonObject(item) ? changed<Json>(item, at, change, sampleOf[other]) : item)) } };
      });
      return { ...node, config: { ...node.config, fields: { ...fields, fields: list } } };
    }
    const list = fields.fields.flatMap((entry) => {
      if (entry.name !== at) return [entry];
      if (change === "remove") return [];
      return [change === "rename" ? { ...entry, name: `${at}_renamed` } : { ...entry, value: { kind: "literal" as const, value: sampleOf[other] } }];
    });
    return { ...node, config: { ...node.config, fields: { ...fields, fields: list } } };
  });
  return { document: edited, shapes };
}

/** Fields whose change breaks somebody: by another name or none, all who read them; by another kind, those who need it. */
function breakable(typed: readonly TypedField[], change: Change): TypedField[] {
  return typed.filter((field) => (field.said.by !== "shape" || field.said.at !== "") && (change === "retype" ? field.needers.size : field.readers.size) > 0);
}

function pick<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items[random(Math.max(1, items.length))];
}

test(`${flows} typed flows have no issue, and of the changes that break a reader at least 98 % are found before a run`, () => {
  const seed = randomSeed("typed flows");
  const random = randomFrom(seed);
  const missed: string[] = [];
  let broken = 0;
  for (let number = 0; number < flows; number += 1) {
    const flow = new TypedFlowDraw(random).draw();
    const before = checkDocument(flow.document, nodeTypes, flow.shapes);
    expect(before.map(({ rule, message }) => `flow ${number} ${rule}: ${message}`)).toEqual([]);
    for (const change of changes) {
      const field = pick(random, breakable(flow.typed, change));
      if (!field) continue;
      const other = pick(random, fieldKinds.filter((kind) => kind !== field.kind)) ?? "text";
      const { document, shapes } = apply(flow, field, change, other);
      broken += 1;
      if (checkDocument(document, nodeTypes, shapes).some(blocksPublishing)) continue;
      missed.push(`flow ${number}: ${change} ${field.node}.${field.path.join(".")} (${field.kind}${change === "retype" ? ` to ${other}` : ""}), read by ${[...field.readers].join(", ")}`);
    }
  }
  const found = ((broken - missed.length) / broken) * 100;
  process.stdout.write(`    ${broken} changes that break a reader, ${found.toFixed(1)} % found before a run\n${missed.map((line) => `      missed: ${line}\n`).join("")}`);
  expect(broken).toBeGreaterThan(flows * 2);
  expect(found).toBeGreaterThanOrEqual(98);
});
