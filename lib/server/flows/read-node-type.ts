import { z } from "zod";
import { fields } from "#lib/connectors/fields.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";

interface NodeTypeDetail {
  type: string;
  input: Record<string, unknown>;
  output: Record<string, unknown>;
  sample: Json;
}

/** Settings and output of one operation as JSON Schema; labels and controls ride along (`lib/connectors/fields.ts`). */
export async function readNodeType(context: WorkspaceContext, input: { connector: string; operation: string }): Promise<NodeTypeDetail> {
  demand(context, "flows:read");
  const type = `${input.connector}/${input.operation}`;
  const spec = operationSpec(type);
  if (!spec) throw new AppError("not_found", "There is no such node type.");
  return {
    type,
    input: z.toJSONSchema(spec.input, { metadata: fields, io: "input" }),
    output: z.toJSONSchema(spec.output, { io: "output" }),
    sample: spec.sample as Json,
  };
}
