import type { Json } from "#lib/json.ts";
import type { FlowNode } from "../document.schema.ts";
import { formFieldTypes } from "../form/form-field.ts";
import type { Fix, Issue } from "../issue.ts";
import type { Subject } from "./subject.ts";

/** Of a choice its options, of everything else what it is filled with. */
function problemOf(field: { [key: string]: unknown }, label: string): string | null {
  const { type, options } = field;
  if (!formFieldTypes.some((known) => known === type)) return `The field ${label} is of a type that a form does not have. Choose its type.`;
  const preset = field["default"];
  const choices: unknown[] = Array.isArray(options) ? options : [];
  if (type === "choice" && choices.length === 0) return `The field ${label} has nothing to choose from. Give it choices.`;
  if (type === "choice" && new Set(choices).size < choices.length) return `The field ${label} has the same choice twice. Remove one.`;
  if (preset === undefined) return null;
  if (type === "choice" && !choices.includes(preset)) return `The field ${label} is filled with something that is none of its choices.`;
  if (type === "number" && typeof preset !== "number") return `The field ${label} takes a number. Fill it with one, or with nothing.`;
  if (type === "date" && (typeof preset !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(preset))) return `The field ${label} takes a day. Fill it with one such as 2026-12-24, or with nothing.`;
  return null;
}

type Field = { [key: string]: Json };

function isField(value: Json): value is Field {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name that no other field has, made from what the field is called. */
function freeName(wanted: string, taken: ReadonlySet<unknown>): string {
  const base = wanted.normalize("NFKD").replaceAll(/[^A-Za-z0-9_]+/g, "_").replaceAll(/^[_\d]+|_+$/g, "").slice(0, 50).toLowerCase() || "field";
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(name)) return name;
  }
}

function checkOne(node: FlowNode, key: string, isNeeded: boolean): Issue[] {
  const value = node.config[key];
  if (value === undefined) return [];
  const issue = (message: string): Issue => ({ rule: "form", severity: "error", node: node.id, field: key, message });
  if (value.kind !== "literal" || !Array.isArray(value.value) || !value.value.every(isField)) return [issue("The form is a list of fields. Remove it and add the fields again.")];
  const fields: readonly Field[] = value.value;
  if (isNeeded && fields.length === 0) return [issue("The form asks for nothing. Add a field.")];
  const change = (index: number, part: Field): Fix["operations"] => [{ type: "set-config", node: node.id, key, value: { kind: "literal", value: fields.map((field, at) => (at === index ? { ...field, ...part } : field)) } }];
  const names = new Set(fields.map((field) => field["name"]));
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const [index, field] of fields.entries()) {
    const { name, label, options } = field;
    if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) {
      const free = freeName(String(label ?? "") || String(name ?? ""), names);
      issues.push({ ...issue(`Field ${index + 1} of the form needs a name: a letter, then letters, digits and _.`), fix: { label: `Name it “${free}”`, operations: change(index, { name: free }) } });
      continue;
    }
    if (seen.has(name)) {
      const free = freeName(name, names);
      issues.push({ ...issue(`Two fields of the form are called “${name}”. Rename one.`), fix: { label: `Rename the second one “${free}”`, operations: change(index, { name: free }) } });
    }
    seen.add(name);
    const problem = problemOf(field, `“${name}”`);
    if (problem === null) continue;
    const isTwice = Array.isArray(options) && problem.includes("twice");
    issues.push(isTwice ? { ...issue(problem), fix: { label: "Remove the second one", operations: change(index, { options: [...new Set(options)] }) } } : issue(problem));
  }
  return issues;
}

/** The form of an approval or of a trigger: names that can be referred to, choices, and what is filled in already. */
export function checkForm({ document, types }: Subject): Issue[] {
  return document.nodes.flatMap((node) => {
    const type = types.get(node.type);
    return type?.shape.from === "form" ? checkOne(node, type.shape.field, type.required.includes(type.shape.field)) : [];
  });
}
