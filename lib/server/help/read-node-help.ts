import { z } from "zod";
import { present } from "#lib/assert.ts";
import { fields } from "#lib/connectors/fields.ts";
import { connectors, nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import type { NodeHelp } from "#lib/contracts/help.ts";
import { NodeSettings, RetryPolicy } from "#lib/flow/document.schema.ts";
import { nodesAtMost } from "#lib/flow/nodes-at-most.ts";
import type { Json } from "#lib/json.ts";

interface Schema {
  properties?: Record<string, { maxItems?: number; maximum?: number }>;
}

/** An upper bound that a schema sets for one of its fields. */
function bound(schema: z.ZodType, field: string): number {
  const found = (z.toJSONSchema(schema) as Schema).properties?.[field];
  return present(found?.maxItems ?? found?.maximum, `the bound of ${field}`);
}

const limits = { nodes: nodesAtMost, attempts: bound(RetryPolicy, "attempts"), timeoutMs: bound(NodeSettings, "timeoutMs") };

/** One operation's help page; null when there is no such operation. Public: it says nothing about a workspace. */
export function readNodeHelp(input: { connector: string; operation: string }): NodeHelp | null {
  const type = `${input.connector}/${input.operation}`;
  const node = nodeTypes.get(type);
  const spec = operationSpec(type);
  if (!node || !spec) return null;
  return {
    node,
    connectorTitle: Object.values(connectors).find(({ id }) => id === node.connector)?.title ?? node.connector,
    rule: spec.help.rule,
    example: spec.help.example,
    failures: spec.help.failures,
    rules: spec.help.rules,
    input: z.toJSONSchema(spec.input, { metadata: fields, io: "input", unrepresentable: "any" }),
    output: z.toJSONSchema(spec.output, { io: "output", unrepresentable: "any" }),
    sample: spec.sample as Json,
    limits,
  };
}
