import type { Json } from "#lib/json.ts";
import type { FlowDocument, FlowNode } from "../document.schema.ts";
import { fieldProblem } from "../form/field-problem.ts";
import type { NodeType, NodeTypes } from "../node-type.ts";
import type { parameterTypes, TemplatePlace } from "./template-content.schema.ts";
import { valueAt } from "./template-place.ts";
import { textWhere } from "./text-where.ts";

/** What can be made a parameter: a literal or a text, with what is in it now. */
export interface TemplateChoice {
  place: TemplatePlace;
  where: string;
  label: string;
  type: (typeof parameterTypes)[number];
  value: Json;
}

/** More than anybody asks for; a document of a thousand steps has more places than that. */
const most = 500;

type Path = TemplatePlace["path"];

function leavesOf(value: unknown, path: Path, into: Path[]): void {
  if (typeof value !== "object" || value === null) return;
  if ("kind" in value && value.kind === "literal" && "value" in value) {
    literalLeaves(value.value, [...path, "value"], into);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (Array.isArray(value) && typeof item === "string" && path.at(-1) === "parts" && item.trim() !== "") into.push([...path, Number(key)]);
    else leavesOf(item, [...path, Array.isArray(value) ? Number(key) : key], into);
  }
}

function literalLeaves(value: unknown, path: Path, into: Path[]): void {
  if (typeof value !== "object" || value === null) {
    into.push(path);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) into.push(path);
  for (const [key, item] of entries) literalLeaves(item, [...path, Array.isArray(value) ? Number(key) : key], into);
}

function typeOf(value: Json, node: FlowNode, type: NodeType, path: Path): TemplateChoice["type"] {
  if (type.built === "call" && path[0] === "flow") return "choice";
  if (node.type.startsWith("postgres/") && path[0] === "table") return "choice";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value !== "string") return "json";
  if (fieldProblem({ type: "email", options: [] }, value) === null) return "email";
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return "url";
  return value.length > 200 || value.includes("\n") ? "long" : "text";
}

/** A setting's own name, or the row's in a list of fields. */
function labelOf(node: FlowNode, type: NodeType, path: Path): string {
  const [field = ""] = path;
  const row = path.length > 3 && path[1] === "fields" ? (node.config[String(field)] as { fields?: { name: string }[] })?.fields?.[Number(path[2])]?.name : undefined;
  return row === undefined || row === "" ? (type.labels[String(field)] ?? String(field)) : row;
}

/**
 * Everything in a document that can be asked instead of given, in the order of its steps.
 * @param source what it was made from: there are the values.
 */
export function templateChoices(document: FlowDocument, source: FlowDocument, types: NodeTypes): TemplateChoice[] {
  const choices: TemplateChoice[] = [];
  for (const [index, node] of document.nodes.entries()) {
    const type = types.get(node.type);
    const paths: Path[] = [];
    for (const [key, value] of Object.entries(node.config)) leavesOf(value, [key], paths);
    for (const path of type ? paths : []) {
      const place = { node: node.id, path };
      const value = valueAt(source, place);
      if (choices.length >= most || !type || path.length < 2 || path.length > 32 || value === undefined) continue;
      const where = textWhere({ document }, types, ["document", "nodes", index, "config", ...path], () => true);
      choices.push({ place, where, label: labelOf(node, type, path), type: typeOf(value, node, type, path), value });
    }
  }
  return choices;
}
