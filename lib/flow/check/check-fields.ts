import { takesOneSide } from "../bindings/evaluate-condition.ts";
import { readCel } from "../bindings/read-cel.ts";
import type { Binding, Condition, ConfigValue } from "../document.schema.ts";
import type { Fix, Issue } from "../issue.ts";
import { needsConnection } from "../needs-connection.ts";
import type { NodeType } from "../node-type.ts";
import type { Subject } from "./subject.ts";

function isEmpty(value: ConfigValue | undefined): boolean {
  if (value === undefined) return true;
  switch (value.kind) {
    case "literal":
      return value.value === null || value.value === "";
    case "reference":
    case "cel":
    case "condition":
      return false;
    case "template":
      return value.parts.every((part) => part === "");
    case "fields":
      return value.fields.length === 0;
    case "cases":
      return value.cases.length === 0;
  }
}

type Report = (rule: string, field: string, message: string, fix?: Fix) => void;

function checkFieldList(node: string, key: string, value: Extract<ConfigValue, { kind: "fields" }>, report: Report): void {
  const seen = new Set<string>();
  const without = (label: string, index: number): Fix => ({ label, operations: [{ type: "set-config", node, key, value: { ...value, fields: value.fields.toSpliced(index, 1) } }] });
  for (const [index, { name, value: given }] of value.fields.entries()) {
    if (name.trim() === "") report("field-name", key, `Row ${index + 1} has no name. Name it or remove it.`, isEmpty(given) ? without(`Remove row ${index + 1}`, index) : undefined);
    else if (seen.has(name)) report("field-name", `${key}.${name}`, `The field “${name}” is set twice. Remove one of them.`, without("Remove the second", index));
    seen.add(name);
  }
}

function checkCases(key: string, value: Extract<ConfigValue, { kind: "cases" }>, report: Report): void {
  const ports = new Set<string>();
  const labels = new Set<string>();
  for (const { port, label, when } of value.cases) {
    if (ports.has(port)) report("case", `${key}.${port}`, `Two cases have the id ${port}. Remove one of them.`);
    if (labels.has(label)) report("case", `${key}.${port}`, `Two cases are called “${label}”. Rename one, so that they can be told apart.`);
    ports.add(port);
    labels.add(label);
    if (when.kind === "condition") checkCondition(`${key}.${port}`, when, report);
  }
}

function checkCondition(key: string, condition: Condition, report: Report): void {
  for (const [index, { operator, right }] of condition.tests.entries()) {
    if (right === undefined && !takesOneSide(operator)) report("condition", key, `Test ${index + 1} has nothing to compare with. Fill in its right side.`);
  }
}

function bindingsOf(key: string, value: ConfigValue): { field: string; binding: Binding }[] {
  switch (value.kind) {
    case "fields":
      return value.fields.map((entry) => ({ field: `${key}.${entry.name}`, binding: entry.value }));
    case "condition":
      return value.tests.flatMap(({ left, right }) => [left, ...(right ? [right] : [])].map((binding) => ({ field: key, binding })));
    case "cases":
      return value.cases.flatMap(({ port, when }) => (when.kind === "cel" ? [{ field: `${key}.${port}`, binding: when as Binding }] : bindingsOf(`${key}.${port}`, when)));
    default:
      return [{ field: key, binding: value }];
  }
}

function checkOne(node: Subject["document"]["nodes"][number], type: NodeType, issues: Issue[]): void {
  const report: Report = (rule, field, message, fix) => void issues.push({ rule, severity: "error", node: node.id, field, message, ...(fix ? { fix } : {}) });
  for (const key of type.required) {
    if (isEmpty(node.config[key])) report("field-required", key, `“${node.name}” needs ${type.labels[key] ?? key}. Fill it in.`);
  }
  for (const [key, value] of Object.entries(node.config)) {
    if (!type.fields.includes(key)) {
      issues.push({
        rule: "field-unknown", severity: "error", node: node.id, field: key, message: `“${node.name}” has no setting “${key}”. Remove it.`,
        fix: { label: "Remove the setting", operations: [{ type: "set-config", node: node.id, key, value: null }] },
      });
    }
    if (value.kind === "fields") checkFieldList(node.id, key, value, report);
    if (value.kind === "cases") checkCases(key, value, report);
    if (value.kind === "condition") checkCondition(key, value, report);
    for (const { field, binding } of bindingsOf(key, value)) {
      const read = binding.kind === "cel" ? readCel(binding.source) : null;
      if (read?.ok === false) report("expression", field, read.problem.message);
    }
  }
}

/** Required fields that are empty, fields the operation does not have, expressions that do not read, a missing connection. */
export function checkFields({ document, types }: Subject): Issue[] {
  const issues: Issue[] = [];
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (!type) continue;
    checkOne(node, type, issues);
    if (needsConnection(node, type) && node.connection === undefined) {
      issues.push({ rule: "connection-required", severity: "error", node: node.id, field: "connection", message: type.connectionUnless ? `“${node.name}” is to verify what arrives, but has no secret. Choose one.` : `“${node.name}” needs a connection. Choose one.` });
    }
    if (type.connection === "none" && node.connection !== undefined) {
      issues.push({
        rule: "connection-unused", severity: "error", node: node.id, field: "connection", message: `“${node.name}” cannot use a connection. Remove it.`,
        fix: { label: "Remove the connection", operations: [{ type: "set-connection", node: node.id, connection: null }] },
      });
    }
  }
  return issues;
}
