import { fieldSpecs } from "#components/fields/field-spec.ts";
import { resolveBinding, setOwn } from "#lib/flow/bindings/resolve.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

/** What the API says of an operation beside its node type. */
export interface OperationDetail {
  input: Record<string, unknown>;
  output: Record<string, unknown>;
  sample: Json;
}

export interface SampleOutput {
  value: Json | undefined;
  schema: unknown;
}

/** What a node gives through its error port (SEMANTICS graph-4). */
export function sampleError(node: string): SampleOutput {
  const error: RunError = { class: "transient", code: "http_503", message: "The target answered 503.", node, attempts: 4, at: "2026-11-23T14:03:07.118Z" };
  return { value: { ...error }, schema: {} };
}

/** The settings key whose rows are the fields of the output, for operations that only shape data: an open output and one list of fields. */
function shapedBy(detail: OperationDetail): string | null {
  const properties = detail.output["properties"];
  if (isJsonObject(properties) && Object.keys(properties).length > 0) return null;
  if (detail.output["type"] !== "object" || (isJsonObject(detail.sample) && Object.keys(detail.sample).length > 0)) return null;
  const lists = fieldSpecs(detail.input).filter((spec) => spec.control === "fields");
  return lists.length === 1 ? (lists[0]?.key ?? null) : null;
}

function shaped(node: FlowNode, key: string, scope: ReadonlyMap<string, Json>): JsonObject {
  const result: JsonObject = {};
  const list = node.config[key];
  if (list?.kind !== "fields") return result;
  for (const field of list.fields) {
    if (field.name.trim() === "") continue;
    try {
      setOwn(result, field.name, resolveBinding(field.value, scope));
    } catch {
      setOwn(result, field.name, null);
    }
  }
  return result;
}

/** An example of what each node gives: its operation's sample, or, for nodes that shape data, their fields filled from the samples before. */
export function sampleOutputs(nodes: readonly FlowNode[], details: ReadonlyMap<string, OperationDetail>): Map<string, SampleOutput> {
  const outputs = new Map<string, SampleOutput>();
  const scope = new Map<string, Json>();
  for (const node of nodes) {
    const detail = details.get(node.type);
    if (!detail) continue;
    const key = shapedBy(detail);
    const value = key === null ? detail.sample : shaped(node, key, scope);
    scope.set(node.id, value);
    outputs.set(node.id, { value, schema: detail.output });
  }
  return outputs;
}
