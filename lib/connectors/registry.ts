import type { NodeType, PortType } from "#lib/flow/node-type.ts";
import { core } from "./core/spec.ts";
import type { ConnectorSpec, OperationSpec } from "./define.ts";
import { fields } from "./fields.ts";
import { http } from "./http/spec.ts";

/** Every connector's half that says what it is. The other half, in `registry.server.ts`, is held equal by the compiler. */
export const connectors = { core, http } as const;

const valueIn: readonly PortType[] = [{ id: "in", carries: "value" }];
const valueOut: readonly PortType[] = [{ id: "out", carries: "value" }];

function nodeType(connector: ConnectorSpec, name: string, spec: OperationSpec): NodeType {
  const isStep = spec.kind === "action" || spec.kind === "source" || spec.kind === "sink";
  const shape = Object.entries(spec.input.shape);
  return {
    type: `${connector.id}/${name}`,
    connector: connector.id,
    title: spec.title,
    description: spec.description,
    icon: spec.icon,
    kind: spec.kind,
    inputs: spec.inputs ?? valueIn,
    outputs: spec.outputs ?? valueOut,
    canFail: spec.kind !== "trigger",
    isStep,
    effect: spec.effect,
    summary: spec.summary,
    fields: shape.map(([key]) => key),
    required: shape.filter(([, field]) => !field.safeParse(undefined).success).map(([key]) => key),
    labels: Object.fromEntries(shape.map(([key, field]) => [key, fields.get(field)?.label ?? key])),
    connection: spec.connection ?? "none",
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

export function operationSpec(type: string): OperationSpec | undefined {
  const [connectorId = "", name = ""] = type.split("/");
  const connector = list.find((candidate) => candidate.id === connectorId);
  return connector && Object.hasOwn(connector.operations, name) ? connector.operations[name] : undefined;
}
