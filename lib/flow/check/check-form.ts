import type { FlowNode } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import type { Subject } from "./subject.ts";

/** Of a choice its options, of everything else what it is filled with. */
function problemOf(field: { [key: string]: unknown }, label: string): string | null {
  const { type, options } = field;
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

function checkOne(node: FlowNode, key: string): Issue[] {
  const value = node.config[key];
  if (value === undefined) return [];
  const issue = (message: string): Issue => ({ rule: "form", severity: "error", node: node.id, field: key, message });
  if (value.kind !== "literal" || !Array.isArray(value.value)) return [issue("The form is a list of fields. Remove it and add the fields again.")];
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const [index, field] of value.value.entries()) {
    if (typeof field !== "object" || field === null || Array.isArray(field)) return [issue("The form is a list of fields. Remove it and add the fields again.")];
    const { name } = field;
    if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) {
      issues.push(issue(`Field ${index + 1} of the form needs a name: a letter, then letters, digits and _.`));
      continue;
    }
    if (seen.has(name)) issues.push(issue(`Two fields of the form are called “${name}”. Rename one.`));
    seen.add(name);
    const problem = problemOf(field, `“${name}”`);
    if (problem !== null) issues.push(issue(problem));
  }
  return issues;
}

/** The form of an approval: names that can be referred to, choices, and what is filled in already. */
export function checkForm({ document, types }: Subject): Issue[] {
  return document.nodes.flatMap((node) => {
    const shape = types.get(node.type)?.shape;
    return shape?.from === "form" ? checkOne(node, shape.field) : [];
  });
}
