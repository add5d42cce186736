import type { ConfigValue, FlowDocument } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import type { NodeTypes } from "../node-type.ts";

function isEmpty(value: ConfigValue | undefined): boolean {
  if (value === undefined) return true;
  switch (value.kind) {
    case "literal":
      return value.value === null || value.value === "";
    case "reference":
      return false;
    case "template":
      return value.parts.every((part) => part === "");
    case "fields":
      return value.fields.length === 0;
  }
}

function fieldListIssues(node: string, key: string, value: ConfigValue): Issue[] {
  if (value.kind !== "fields") return [];
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const { name } of value.fields) {
    if (name.trim() === "") {
      issues.push({ rule: "field-name", severity: "error", node, field: key, message: "A field has no name. Name it or remove it." });
    } else if (seen.has(name)) {
      issues.push({ rule: "field-name", severity: "error", node, field: `${key}.${name}`, message: `The field “${name}” is set twice. Remove one of them.` });
    }
    seen.add(name);
  }
  return issues;
}

/** Required fields that are empty, fields the operation does not have, a connection that is missing. */
export function checkFields(document: FlowDocument, types: NodeTypes): Issue[] {
  const issues: Issue[] = [];
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (!type) continue;
    for (const key of type.required) {
      if (isEmpty(node.config[key])) {
        issues.push({ rule: "field-required", severity: "error", node: node.id, field: key, message: `“${node.name}” needs ${type.labels[key] ?? key}. Fill it in.` });
      }
    }
    for (const [key, value] of Object.entries(node.config)) {
      if (!type.fields.includes(key)) {
        issues.push({ rule: "field-unknown", severity: "error", node: node.id, field: key, message: `“${node.name}” has no setting “${key}”. Remove it.` });
      }
      issues.push(...fieldListIssues(node.id, key, value));
    }
    if (type.connection === "required" && node.connection === undefined) {
      issues.push({ rule: "connection-required", severity: "error", node: node.id, field: "connection", message: `“${node.name}” needs a connection. Choose one.` });
    }
    if (type.connection === "none" && node.connection !== undefined) {
      issues.push({ rule: "connection-unused", severity: "error", node: node.id, field: "connection", message: `“${node.name}” cannot use a connection. Remove it.` });
    }
  }
  return issues;
}
