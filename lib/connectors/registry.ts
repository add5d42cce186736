import { z } from "zod";
import type { NodeKind, NodeType, PortType } from "#lib/flow/node-type.ts";
import { typeOfSchema } from "#lib/flow/data-types/type-of-schema.ts";
import type { Json } from "#lib/json.ts";
import { core } from "./core/spec.ts";
import type { ConnectorSpec, OperationSpec } from "./define.ts";
import { fields } from "./fields.ts";
import { http } from "./http/spec.ts";
import { postgres } from "./postgres/spec.ts";
import { sampleCrm } from "./samples/crm/spec.ts";
import { sampleMailbox } from "./samples/mailbox/spec.ts";
import { sampleShop } from "./samples/shop/spec.ts";
import { sampleWarehouse } from "./samples/warehouse/spec.ts";

/** Every connector's half that says what it is. The other half, in `registry.server.ts`, is held equal by the compiler. */
export const connectors = {
  core, http, postgres,
  "sample-shop": sampleShop, "sample-crm": sampleCrm, "sample-mailbox": sampleMailbox, "sample-warehouse": sampleWarehouse,
} as const;

const valueIn: readonly PortType[] = [{ id: "in", carries: "value" }];
const recordsIn: readonly PortType[] = [{ id: "in", carries: "records" }];
const anyIn: readonly PortType[] = [{ id: "in", carries: "any" }];
const valueOut: readonly PortType[] = [{ id: "out", carries: "value" }];
const recordsOut: readonly PortType[] = [{ id: "out", carries: "records" }];
const anyOut: readonly PortType[] = [{ id: "out", carries: "any" }];

/** DESIGN's table of kinds: what each takes in and gives out, and where it stands. */
const ofKind: Record<NodeKind, { inputs: readonly PortType[]; outputs: readonly PortType[]; stands: NodeType["stands"]; isStep: boolean }> = {
  trigger: { inputs: [], outputs: valueOut, stands: "value", isStep: false },
  action: { inputs: anyIn, outputs: anyOut, stands: "any", isStep: true },
  logic: { inputs: anyIn, outputs: anyOut, stands: "any", isStep: false },
  source: { inputs: valueIn, outputs: [{ id: "out", carries: "records", label: "records" }, { id: "done", carries: "value", label: "done" }], stands: "value", isStep: true },
  stream: { inputs: recordsIn, outputs: recordsOut, stands: "records", isStep: false },
  sink: { inputs: recordsIn, outputs: valueOut, stands: "records", isStep: false },
};

/** Nodes of the engine that wait, so that they are steps although they are logic (SEMANTICS step-1). */
const waiting = new Set(["wait", "wait-event", "approval"]);

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
}

function nodeType(connector: ConnectorSpec, name: string, spec: OperationSpec): NodeType {
  const kind = ofKind[spec.kind];
  const shape = Object.entries(spec.input.shape);
  return {
    type: `${connector.id}/${name}`,
    connector: connector.id,
    title: spec.title,
    description: spec.description,
    icon: spec.icon,
    kind: spec.kind,
    ...(spec.built === undefined ? {} : { built: spec.built }),
    inputs: spec.inputs ?? kind.inputs,
    outputs: spec.outputs ?? kind.outputs,
    ...(spec.casesField === undefined ? {} : { casesField: spec.casesField }),
    stands: spec.stands ?? kind.stands,
    canFail: spec.canFail ?? spec.kind !== "trigger",
    isStep: kind.isStep || (spec.built !== undefined && waiting.has(spec.built)),
    effect: spec.effect,
    ...(spec.readsWhen === undefined ? {} : { readsWhen: spec.readsWhen }),
    idempotency: spec.idempotency ?? "none",
    summary: spec.summary,
    fields: shape.map(([key]) => key),
    required: shape.filter(([, field]) => !field.safeParse(undefined).success).map(([key]) => key),
    labels: Object.fromEntries(shape.map(([key, field]) => [key, fields.get(field)?.label ?? key])),
    fieldTypes: Object.fromEntries(shape.map(([key, field]) => [key, typeOfSchema(schemaOf(field, "input"))])),
    perRecord: spec.perRecord ?? [],
    output: typeOfSchema(schemaOf(spec.output, "output")),
    shape: spec.shape ?? { from: "declared" },
    connection: spec.connection ?? "none",
    connectionKinds: spec.connectionKinds ?? [],
    ...(spec.connectionUnless === undefined ? {} : { connectionUnless: spec.connectionUnless }),
    ...(spec.pattern === undefined ? {} : { pattern: spec.pattern }),
    defaults: spec.defaults ?? {},
  };
}

const list: readonly ConnectorSpec[] = Object.values(connectors);

/** The catalogue of nodes, by type. */
export const nodeTypes: ReadonlyMap<string, NodeType> = new Map(
  list.flatMap((connector) =>
    Object.entries(connector.operations).map(([name, spec]): [string, NodeType] => [`${connector.id}/${name}`, nodeType(connector, name, spec)]),
  ),
);

/** Whether a type is a step of one of the sample systems. */
export function isSampleType(type: string): boolean {
  return list.some(({ id, isSample }) => isSample === true && type.startsWith(`${id}/`));
}

export function operationSpec(type: string): OperationSpec | undefined {
  const [connectorId = "", name = ""] = type.split("/");
  const connector = list.find((candidate) => candidate.id === connectorId);
  return connector && Object.hasOwn(connector.operations, name) ? connector.operations[name] : undefined;
}
