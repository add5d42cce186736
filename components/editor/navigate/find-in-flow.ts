import { unreachable } from "#lib/assert.ts";
import type { Binding, Condition, ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { type NodeNames, nodeNames } from "#lib/flow/node-names.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { operatorWords } from "#lib/flow/operator-words.ts";
import { walkOrder } from "../project.ts";

export interface Found {
  kind: "node" | "note" | "group";
  id: string;
  /** What it is called. */
  name: string;
  /** What was found, and in which setting; empty when it is the name. */
  where: string;
}

function bindingText(binding: Binding, names: NodeNames): string {
  switch (binding.kind) {
    case "literal":
      return typeof binding.value === "string" ? binding.value : JSON.stringify(binding.value);
    case "reference":
      return [names.nameOf(binding.node), ...binding.path].join(".");
    case "template":
      return binding.parts.map((part) => (typeof part === "string" ? part : bindingText(part, names))).join("");
    case "cel":
      return names.inWords(binding.source);
    default:
      return unreachable(binding);
  }
}

function conditionText(condition: Condition, names: NodeNames): string {
  return condition.tests.map(({ left, operator, right }) => [bindingText(left, names), operatorWords[operator], right ? bindingText(right, names) : ""].join(" ")).join(" ");
}

function valueText(value: ConfigValue, names: NodeNames): string {
  switch (value.kind) {
    case "fields":
      return value.fields.map((field) => `${field.name} ${bindingText(field.value, names)}`).join(", ");
    case "condition":
      return conditionText(value, names);
    case "cases":
      return value.cases.map((entry) => `${entry.label} ${entry.when.kind === "cel" ? bindingText(entry.when, names) : conditionText(entry.when, names)}`).join(", ");
    default:
      return bindingText(value, names);
  }
}

/** The words around what was found. */
function excerpt(text: string, wanted: string): string {
  const at = text.toLowerCase().indexOf(wanted);
  const start = Math.max(0, at - 18);
  return `${start > 0 ? "…" : ""}${text.slice(start, at + wanted.length + 40).replaceAll(/\s+/g, " ")}`;
}

/** Everything in a flow that has a text in it, in the order of the flow: names, kinds of steps, settings, notes, groups. */
export function findInFlow(document: FlowDocument, types: NodeTypes, search: string): Found[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return [];
  const has = (text: string | undefined): text is string => text !== undefined && text.toLowerCase().includes(wanted);
  const names = nodeNames(document.nodes);
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const found: Found[] = [];
  for (const id of walkOrder(document)) {
    const node = byId.get(id);
    if (!node) continue;
    const type = types.get(node.type);
    const texts: [string, string | undefined][] = [
      ["", node.name], ["", type?.title], ["", node.type], ["note", node.settings.note],
      ...Object.entries(node.config).map(([key, value]): [string, string] => [type?.labels[key] ?? key, valueText(value, names)]),
    ];
    const hit = texts.find(([, text]) => has(text));
    if (hit) found.push({ kind: "node", id, name: node.name, where: hit[1] === node.name ? "" : `${hit[0] === "" ? "" : `${hit[0]}: `}${excerpt(hit[1] ?? "", wanted)}` });
  }
  for (const [id, note] of Object.entries(document.layout.notes ?? {})) if (has(note.text)) found.push({ kind: "note", id, name: "Note", where: excerpt(note.text, wanted) });
  for (const [id, group] of Object.entries(document.layout.groups ?? {})) if (has(group.title)) found.push({ kind: "group", id, name: group.title, where: "" });
  return found;
}
