import { unreachable } from "#lib/assert.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { Binding, Cases, Cel, Condition, ConfigValue, Path, Reference } from "../document.schema.ts";
import { CelError } from "./cel-error.ts";
import { compileCel } from "./compile-cel.ts";
import { evaluateCondition } from "./evaluate-condition.ts";

/** The outputs that exist when a node runs, by node id. */
export type Scope = ReadonlyMap<string, Json>;

/** What a resolution sees besides outputs. */
export interface Moment {
  /** The run's start as ISO text: expressions see no other clock (SEMANTICS step-1). */
  now: string;
  /** Results of expressions too costly to evaluate here, by source: they were evaluated in the sandbox (test-2). */
  computed?: ReadonlyMap<string, Json>;
}

/** A reference found nothing and has no default (SEMANTICS graph-2): the step fails with `reference_missing`. */
export class ReferenceMissing extends Error {
  constructor(what: string) {
    super(`${what} is not there. Give the reference a default, or check the step it points at.`);
    this.name = "ReferenceMissing";
  }
}

/** An expression that must be evaluated in the sandbox (SEMANTICS test-2): do so and pass its value in `Moment.computed`. */
export class TooCostly extends Error {
  readonly source: string;

  constructor(source: string) {
    super("The expression is too costly to evaluate here.");
    this.name = "TooCostly";
    this.source = source;
  }
}

/** What an expression looked for in vain. */
export function missingWords(path: Path | undefined): string {
  return path === undefined || path.length === 0 ? "A value of the expression" : `The value ${path.join(".")}`;
}

/** Walks own properties only: nothing inherited can be reached, whatever the path says. */
export function readPath(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(at)) at = typeof key === "number" || /^\d+$/.test(key) ? at[Number(key)] : undefined;
    else if (isJsonObject(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

function findReference(reference: Reference, scope: Scope): Json | undefined {
  const output = scope.get(reference.node);
  const found = output === undefined ? undefined : readPath(output, reference.path);
  return found ?? (found === undefined ? reference.default : found);
}

function readReference(reference: Reference, scope: Scope): Json {
  const found = findReference(reference, scope);
  if (found !== undefined) return found;
  throw new ReferenceMissing(reference.path.length > 0 ? `The value ${reference.path.join(".")}` : "The output");
}

function asText(value: Json): string {
  if (typeof value === "string") return value;
  return value === null ? "" : JSON.stringify(value);
}

function evaluateCel(cel: Cel, scope: Scope, moment: Moment): Json {
  const computed = moment.computed?.get(cel.source);
  if (computed !== undefined) return computed;
  const compiled = compileCel(cel.source);
  if (!compiled.ok) throw new CelError("invalid", compiled.problem.message);
  if (compiled.value.cost.where === "sandbox") throw new TooCostly(cel.source);
  try {
    return compiled.value.evaluate(scope, moment.now);
  } catch (error) {
    if (error instanceof CelError && error.code === "cost") throw new TooCostly(cel.source);
    if (error instanceof CelError && error.code === "missing") throw new ReferenceMissing(missingWords(error.path));
    throw error;
  }
}

/** @throws ReferenceMissing, TooCostly, CelError, NotComparable: each says in words what to change. */
export function resolveBinding(binding: Binding, scope: Scope, moment: Moment): Json {
  switch (binding.kind) {
    case "literal":
      return binding.value;
    case "reference":
      return readReference(binding, scope);
    case "template":
      return binding.parts.map((part) => (typeof part === "string" ? part : asText(readReference(part, scope)))).join("");
    case "cel":
      return evaluateCel(binding, scope, moment);
    default:
      return unreachable(binding);
  }
}

function asksWhetherEmpty(operator: Condition["tests"][number]["operator"]): boolean {
  return operator === "is_empty" || operator === "is_not_empty";
}

function holds(when: Condition | Cel, scope: Scope, moment: Moment): boolean {
  if (when.kind === "cel") {
    const value = evaluateCel(when, scope, moment);
    if (typeof value === "boolean") return value;
    throw new CelError("invalid", "The condition gives no yes or no. Compare the value with something.");
  }
  return evaluateCondition(when, ({ left, operator, right }) => ({
    left: asksWhetherEmpty(operator) && left.kind === "reference" ? findReference(left, scope) : resolveBinding(left, scope, moment),
    right: right ? resolveBinding(right, scope, moment) : null,
  }));
}

/** The port of the first case that holds; null when none does. */
function firstCase({ cases }: Cases, scope: Scope, moment: Moment): string | null {
  return cases.find(({ when }) => holds(when, scope, moment))?.port ?? null;
}

/** Sets an own property whatever its name, `__proto__` included. */
export function setOwn(target: JsonObject, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function resolveFields(fields: Extract<ConfigValue, { kind: "fields" }>["fields"], scope: Scope, moment: Moment): JsonObject {
  const resolved: JsonObject = {};
  for (const { name, value } of fields) {
    if (name === "__proto__") setOwn(resolved, name, resolveBinding(value, scope, moment));
    else resolved[name] = resolveBinding(value, scope, moment);
  }
  return resolved;
}

/** A setting as a plain value: a condition is true or false, cases are the port of the first that holds. */
export function resolveValue(value: ConfigValue, scope: Scope, moment: Moment): Json {
  switch (value.kind) {
    case "fields":
      return resolveFields(value.fields, scope, moment);
    case "condition":
      return holds(value, scope, moment);
    case "cases":
      return firstCase(value, scope, moment);
    default:
      return resolveBinding(value, scope, moment);
  }
}

/** A node's settings as plain values. @throws as `resolveBinding`. */
export function resolveConfig(config: { [key: string]: ConfigValue }, scope: Scope, moment: Moment): JsonObject {
  const resolved: JsonObject = {};
  for (const [key, value] of Object.entries(config)) setOwn(resolved, key, resolveValue(value, scope, moment));
  return resolved;
}
