import { typeOfCel } from "../bindings/cel-type.ts";
import { readCel } from "../bindings/read-cel.ts";
import type { Binding, Condition, ConfigValue, FlowNode, Path, TestOperator } from "../document.schema.ts";
import type { Issue } from "../issue.ts";
import type { DataType } from "../data-types/data-type.ts";
import { fits } from "../data-types/fits.ts";
import { outputTypesOf } from "../data-types/output-types.ts";
import { typeAt } from "../data-types/type-at.ts";
import { typeWords } from "../data-types/type-words.ts";
import type { Subject } from "./subject.ts";
import { convertFix, defaultFix, nearestFix } from "./suggest-fix.ts";

const ordered: ReadonlySet<TestOperator> = new Set(["greater", "at_least", "less", "at_most"]);
const textual: ReadonlySet<TestOperator> = new Set(["starts_with", "ends_with"]);

function pathWords(path: Path): string {
  return path.join(".");
}

/** Why two sides of a test can never be compared; null when they may. */
function cannotCompare(left: DataType, operator: TestOperator, right: DataType | null): string | null {
  const kinds = (type: DataType): string[] => (type.kind === "union" ? type.of.map((part) => part.kind) : [type.kind]);
  const may = (type: DataType, ...wanted: string[]): boolean => kinds(type).some((kind) => kind === "any" || wanted.includes(kind));
  const isTruth = operator === "is_true" || operator === "is_false";
  if (isTruth && !may(left, "boolean")) return `${typeWords(left)} is never yes or no`;
  if (right === null) return null;
  const same = fits(left, right) || fits(right, left);
  if ((operator === "equals" || operator === "not_equals") && !same) return `${typeWords(left)} is never equal to ${typeWords(right)}`;
  if (ordered.has(operator) && !((may(left, "number") && may(right, "number")) || (may(left, "string") && may(right, "string")))) return `${typeWords(left)} and ${typeWords(right)} have no order`;
  if (textual.has(operator) && !(may(left, "string") && may(right, "string"))) return `${typeWords(left)} does not ${operator === "starts_with" ? "start" : "end"} with ${typeWords(right)}`;
  if (operator === "contains" && !may(left, "list") && !(may(left, "string") && may(right, "string"))) return `${typeWords(left)} contains nothing`;
  if (operator === "one_of" && !may(right, "list") && !(may(right, "string") && may(left, "string"))) return `${typeWords(right)} is no list to choose from`;
  return null;
}

/** References lead to fields that are there, and values are of the type that is asked for. */
export function checkTypes(subject: Subject, shapes: ReadonlyMap<string, DataType>): Issue[] {
  const outputs = outputTypesOf(subject, shapes);
  const issues: Issue[] = [];

  const checkPath = (node: FlowNode, field: string, target: string, path: Path, hasDefault: boolean): void => {
    const to = subject.nodes.get(target);
    if (!to || !subject.reach.get(node.id)?.all.has(target)) return;
    const found = typeAt(outputs.seenBy(node.id, target), path);
    if (!found.found) {
      issues.push({ rule: "type-path", severity: "error", node: node.id, field, message: `“${to.name}” gives no ${pathWords(path.slice(0, found.at + 1))}. Choose another value.`, ...nearestFix(node, field, target, path, found.at, outputs.seenBy(node.id, target)) });
    } else if (found.optional && !hasDefault && isDeclaredOptional(outputs.seenBy(node.id, target), path)) {
      issues.push({ rule: "type-optional", severity: "warning", node: node.id, field, message: `${pathWords(path)} of “${to.name}” may be missing; then “${node.name}” fails. Give the reference a default.`, ...defaultFix(node, field, target, path, found.type) });
    }
  };

  const checkBinding = (node: FlowNode, field: string, binding: Binding, mayBeEmpty = false): void => {
    if (binding.kind === "reference") checkPath(node, field, binding.node, binding.path, mayBeEmpty || binding.default !== undefined);
    if (binding.kind === "template") for (const part of binding.parts) if (typeof part !== "string") checkPath(node, field, part.node, part.path, part.default !== undefined);
    if (binding.kind !== "cel") return;
    const read = readCel(binding.source);
    if (!read.ok) return;
    const { problems } = typeOfCel(read.value, (id) => (subject.reach.get(node.id)?.all.has(id) ? outputs.seenBy(node.id, id) : undefined));
    for (const { message } of problems) issues.push({ rule: "type-expression", severity: "error", node: node.id, field, message });
  };

  const checkCondition = (node: FlowNode, field: string, condition: Condition): void => {
    for (const { left, operator, right } of condition.tests) {
      checkBinding(node, field, left, operator === "is_empty" || operator === "is_not_empty");
      if (right) checkBinding(node, field, right);
      const why = cannotCompare(outputs.ofBinding(node.id, left), operator, right ? outputs.ofBinding(node.id, right) : null);
      if (why !== null) issues.push({ rule: "type-test", severity: "error", node: node.id, field, message: `This test can never hold: ${why}. Change one of its sides.` });
    }
  };

  const checkValue = (node: FlowNode, field: string, value: ConfigValue, wanted: DataType | undefined): void => {
    switch (value.kind) {
      case "fields":
        for (const entry of value.fields) checkBinding(node, `${field}.${entry.name}`, entry.value);
        return;
      case "condition":
        return checkCondition(node, field, value);
      case "cases":
        for (const entry of value.cases) {
          if (entry.when.kind === "cel") checkBinding(node, `${field}.${entry.port}`, entry.when);
          else checkCondition(node, `${field}.${entry.port}`, entry.when);
        }
        return;
      default:
        checkBinding(node, field, value);
    }
    // An empty setting counts as not set: what is missing is said elsewhere.
    if (!wanted || (value.kind === "literal" && (value.value === null || value.value === ""))) return;
    const given = outputs.ofBinding(node.id, value);
    if (!fits(given, wanted)) issues.push({ rule: "type-field", severity: "error", node: node.id, field, message: `This takes ${typeWords(wanted)}, but gets ${typeWords(given)}. Choose another value, or convert it.`, ...convertFix(node, field, value, given, wanted) });
  };

  for (const node of subject.document.nodes) {
    const type = subject.types.get(node.type);
    if (!type) continue;
    for (const [key, value] of Object.entries(node.config)) checkValue(node, key, value, type.fieldTypes[key]);
    if (node.settings.idempotencyKey) checkBinding(node, "idempotencyKey", node.settings.idempotencyKey);
  }
  return issues;
}

/** A field that its schema says may be missing; items of lists and fields of open objects are left to the run. */
function isDeclaredOptional(type: DataType, path: Path): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return false;
  if (type.kind === "list") return isDeclaredOptional(type.of, rest);
  if (type.kind !== "object") return false;
  const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
  return field !== undefined && (field.optional === true || isDeclaredOptional(field.type, rest));
}
