import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { FlowNode } from "../document.schema.ts";
import type { DataType } from "../data-types/data-type.ts";
import { fits } from "../data-types/fits.ts";
import { type OutputTypes, outputTypesOf } from "../data-types/output-types.ts";
import { typeOfSchema } from "../data-types/type-of-schema.ts";
import { typeWords } from "../data-types/type-words.ts";
import type { Issue } from "../issue.ts";
import { keepsPromise, promisedAnswer } from "../promised-answer.ts";
import type { Subject } from "./subject.ts";

/** A place at which no value of the type fits the schema; `wanted` or `given` is null where nothing is asked for or given. */
interface Contradiction {
  path: readonly string[];
  given: DataType | null;
  wanted: DataType | null;
}

/** The first, innermost one; null when values may fit: what is not known is left to the run. */
function contradiction(given: DataType, schema: Json, path: readonly string[] = []): Contradiction | null {
  const wanted = typeOfSchema(schema);
  if (isJsonObject(schema) && schema["type"] === "array" && given.kind === "list") return contradiction(given.of, schema["items"] ?? true, path);
  if (!isJsonObject(schema) || given.kind !== "object" || wanted.kind !== "object") return fits(given, wanted) ? null : { path, given, wanted };
  const properties: JsonObject = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  for (const [name, field] of Object.entries(wanted.fields)) {
    const own = Object.hasOwn(given.fields, name) ? given.fields[name] : undefined;
    if (own === undefined) {
      if (field.optional !== true && !given.open) return { path: [...path, name], given: null, wanted: field.type };
      continue;
    }
    const inner = contradiction(own.type, properties[name] ?? true, [...path, name]);
    if (inner) return inner;
  }
  if (schema["additionalProperties"] !== false) return null;
  const more = Object.entries(given.fields).find(([name, { optional }]) => optional !== true && !Object.hasOwn(wanted.fields, name));
  return more ? { path: [...path, more[0]], given: more[1].type, wanted: null } : null;
}

function words({ given, path, wanted }: Contradiction): string {
  const place = path.join(".");
  const change = "Change the body, or what the trigger says of its answer.";
  if (given === null) return `The answer has no “${place}”, but the trigger promises it to its callers. ${change}`;
  if (wanted === null) return `The answer has “${place}”, and the trigger promises its callers that there is nothing of that name. ${change}`;
  return `${place === "" ? "The answer" : `“${place}” of the answer`} is ${typeWords(given)}, but the trigger promises its callers ${typeWords(wanted)}. ${change}`;
}

/** Null when it is not known before the run, or when the answer is none of those that were promised. */
function bodyOf({ config, id }: FlowNode, outputs: OutputTypes): DataType | null {
  const { body, status } = config;
  if (status !== undefined && (status.kind !== "literal" || (typeof status.value === "number" && !keepsPromise(status.value)))) return null;
  if (body === undefined) return { kind: "null" };
  return body.kind === "fields" || body.kind === "condition" || body.kind === "cases" ? null : outputs.ofBinding(id, body);
}

/** No answer that is as it is drawn could be what the trigger says of it (SEMANTICS sync-2). */
export function checkPromise(subject: Subject, shapes: ReadonlyMap<string, DataType>): Issue[] {
  const { document, types } = subject;
  const trigger = document.nodes.find((node) => types.get(node.type)?.kind === "trigger");
  const promise = trigger && promisedAnswer(trigger);
  if (!promise) return [];
  const outputs = outputTypesOf(subject, shapes);
  return document.nodes.flatMap((node): Issue[] => {
    if (types.get(node.type)?.built !== "respond" || node.settings.disabled === true) return [];
    const body = bodyOf(node, outputs);
    const wrong = body && contradiction(body, promise);
    return wrong ? [{ rule: "type-answer", severity: "error", node: node.id, field: "body", message: words(wrong) }] : [];
  });
}
