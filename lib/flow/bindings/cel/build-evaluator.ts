import { unreachable } from "#lib/assert.ts";
import { CelError } from "../cel-error.ts";
import { weightOf } from "./bound-cost.ts";
import { callFunction } from "./call-function.ts";
import type { CelTree } from "./cel-tree.ts";
import { CelOptional, celNone, type CelObject, type CelValue, isCelObject, kindOf, kindWords, ownField, setField } from "./cel-value.ts";
import { charge, type Frame, keysOf, limitItems } from "./frame.ts";
import { findPattern } from "./library-patterns.ts";
import { missingAt } from "./missing.ts";
import { operators } from "./operators.ts";
import { compilePattern } from "./patterns.ts";
import { readTime } from "./times.ts";

export type Evaluate = (frame: Frame) => CelValue;
type Seek = (frame: Frame) => CelValue | undefined;

/** What a computed name of a field costs: each new one gives the object a new shape. */
const nameSteps = 60;

/** What an error that `||`, `&&` or a quantifier may overrule costs: it is made with its stack. */
const errorSteps = 400;

function readOutput(frame: Frame, node: string): CelValue | undefined {
  const { scope } = frame;
  return scope instanceof Map ? scope.get(node) : ownField(scope as CelObject, node);
}

function readItem(value: CelValue, key: CelValue, frame: Frame): CelValue | undefined {
  if (Array.isArray(value)) {
    if (typeof key !== "number") throw new CelError("invalid", `A list is read by a number that counts from 0, not by ${kindWords[kindOf(key)]}.`);
    return (value as readonly CelValue[])[key];
  }
  if (typeof key === "string") {
    if (key.length > 64) charge(frame, key.length / 64);
    return ownField(value, key);
  }
  if (isCelObject(value)) throw new CelError("invalid", `A field is read by its name, not by ${kindWords[kindOf(key)]}.`);
  return undefined;
}

/** A step on a way into a value: reads one key of what it is given. */
function reader(tree: CelTree & { kind: "field" | "item" }): (value: CelValue, frame: Frame) => CelValue | undefined {
  if (tree.kind === "field") return (value) => ownField(value, tree.name);
  const at = build(tree.at);
  return (value, frame) => readItem(value, at(frame), frame);
}

/** Follows a way as far as it leads: undefined where it ends too early. */
function seek(tree: CelTree): Seek {
  if (tree.kind === "output") return (frame) => readOutput(frame, tree.node);
  if (tree.kind !== "field" && tree.kind !== "item") return build(tree);
  const of = seek(tree.of);
  const read = reader(tree);
  return (frame) => {
    const found = of(frame);
    const value = found instanceof CelOptional ? found.get() : found;
    return value === undefined ? undefined : read(value, frame);
  };
}

function buildAccess(tree: CelTree & { kind: "field" | "item" }): Evaluate {
  const read = reader(tree);
  if (tree.optional) {
    const of = tree.of.kind === "output" ? seek(tree.of) : build(tree.of);
    return (frame) => {
      const found = of(frame);
      const value = found instanceof CelOptional ? found.get() : found;
      const inner = value === undefined ? undefined : read(value, frame);
      return inner === undefined ? celNone : new CelOptional(inner);
    };
  }
  const of = build(tree.of);
  const missing = missingAt(tree);
  return (frame) => {
    const value = of(frame);
    if (value instanceof CelOptional) {
      const within = value.get();
      const inner = within === undefined ? undefined : read(within, frame);
      return inner === undefined ? celNone : new CelOptional(inner);
    }
    const found = read(value, frame);
    if (found === undefined) throw missing();
    return found;
  };
}

function truthOf(value: CelValue, where: string): boolean {
  if (typeof value === "boolean") return value;
  throw new CelError("invalid", `${where} needs yes or no, not ${kindWords[kindOf(value)]}. Compare it with something.`);
}

/** As CEL has it, an error on one side does not matter when the other side decides. */
function buildLogic(tree: CelTree & { kind: "and" | "or" }): Evaluate {
  const left = build(tree.left);
  const right = build(tree.right);
  const decides = tree.kind === "or";
  const where = decides ? "||" : "&&";
  return (frame) => {
    let first: boolean;
    try {
      first = truthOf(left(frame), where);
    } catch (error) {
      if (!(error instanceof CelError) || error.code === "cost") throw error;
      charge(frame, errorSteps);
      if (truthOf(right(frame), where) === decides) return decides;
      throw error;
    }
    return first === decides ? decides : truthOf(right(frame), where);
  };
}

function itemsOf(value: CelValue, frame: Frame): readonly CelValue[] {
  if (Array.isArray(value)) {
    limitItems(frame, value.length);
    return value;
  }
  if (!isCelObject(value)) throw new CelError("invalid", `Only a list or an object can be walked, not ${kindWords[kindOf(value)]}.${value === null ? " Give a default such as []." : ""}`);
  return keysOf(frame, value);
}

/** `all` and `exists` overrule an item's error when another item decides. */
function buildQuantifier(tree: CelTree & { kind: "loop"; macro: "all" | "exists" }): Evaluate {
  const over = build(tree.over);
  const body = build(tree.body);
  const weight = 1 + weightOf(tree.body);
  const decides = tree.macro === "exists";
  return (frame) => {
    let failed: CelError | undefined;
    for (const item of itemsOf(over(frame), frame)) {
      charge(frame, weight);
      frame.slots[tree.slot] = item;
      try {
        if (truthOf(body(frame), tree.macro) === decides) return decides;
      } catch (error) {
        if (!(error instanceof CelError) || error.code === "cost") throw error;
        charge(frame, errorSteps);
        failed ??= error;
      }
    }
    if (failed) throw failed;
    return !decides;
  };
}

function buildLoop(tree: CelTree & { kind: "loop" }): Evaluate {
  if (tree.macro === "all" || tree.macro === "exists") return buildQuantifier({ ...tree, macro: tree.macro });
  const over = build(tree.over);
  const keep = tree.macro === "map" ? tree.keep && build(tree.keep) : build(tree.body);
  const body = tree.macro === "map" ? build(tree.body) : null;
  const weight = 2 + weightOf(tree.body) + (tree.keep ? weightOf(tree.keep) : 0);
  return (frame) => {
    const made: CelValue[] = [];
    for (const item of itemsOf(over(frame), frame)) {
      charge(frame, weight);
      frame.slots[tree.slot] = item;
      if (keep === null || truthOf(keep(frame), tree.macro)) made.push(body ? body(frame) : item);
    }
    return tree.macro === "exists_one" ? made.length === 1 : made;
  };
}

function buildObject(tree: CelTree & { kind: "object" }): Evaluate {
  const entries = tree.entries.map(({ key, value }) => ({ isWritten: key.kind === "literal", key: build(key), value: build(value) }));
  return (frame) => {
    const object: CelObject = {};
    for (const entry of entries) {
      const key = entry.key(frame);
      if (typeof key !== "string") throw new CelError("invalid", `The name of a field must be text, not ${kindWords[kindOf(key)]}.`);
      if (!entry.isWritten) charge(frame, nameSteps + key.length / 2);
      setField(object, key, entry.value(frame));
    }
    return object;
  };
}

function buildCall(tree: CelTree & { kind: "call" }): Evaluate {
  const args = tree.args.map(build);
  const [text, pattern] = tree.args;
  if (tree.name === "re2Matches" && text && pattern?.kind === "literal" && typeof pattern.value === "string") {
    const compiled = compilePattern(pattern.value);
    const read = build(text);
    return (frame) => {
      const value = read(frame);
      if (typeof value !== "string") throw new CelError("invalid", `“re2Matches” needs text, not ${kindWords[kindOf(value)]}.`);
      return findPattern(frame, compiled, value);
    };
  }
  const call = callFunction(tree.name, args.length);
  return (frame) => call(frame, args.map((arg) => arg(frame)));
}

function buildFallback(tree: CelTree & { kind: "fallback" }): Evaluate {
  const of = build(tree.of);
  const otherwise = build(tree.otherwise);
  const name = tree.staysOptional ? "or" : "orValue";
  return (frame) => {
    const optional = of(frame);
    if (!(optional instanceof CelOptional)) throw new CelError("invalid", `“${name}” stands after a value that may be missing. Write .?name instead of .name before it.`);
    const value = optional.get();
    if (value === undefined) return otherwise(frame);
    return tree.staysOptional ? optional : value;
  };
}

function buildNegation(negated: CelTree): Evaluate {
  const of = build(negated);
  return (frame) => {
    const value = of(frame);
    if (typeof value === "number") return 0 - value;
    throw new CelError("invalid", `- needs a number, not ${kindWords[kindOf(value)]}.`);
  };
}

/**
 * A tree as nested functions, made once and run often.
 * @throws CelError for a pattern that cannot be read.
 */
export function build(tree: CelTree): Evaluate {
  switch (tree.kind) {
    case "literal":
      return () => tree.value;
    case "output": {
      const missing = missingAt(tree);
      return (frame) => {
        const value = readOutput(frame, tree.node);
        if (value === undefined) throw missing();
        return value;
      };
    }
    case "now":
      return (frame) => (frame.time ??= readTime(frame.now));
    case "variable":
      return (frame) => frame.slots[tree.slot] ?? null;
    case "field":
    case "item":
      return buildAccess(tree);
    case "has": {
      const find = seek(tree.target);
      return (frame) => find(frame) !== undefined;
    }
    case "list": {
      const items = tree.items.map(build);
      return (frame) => items.map((item) => item(frame));
    }
    case "object":
      return buildObject(tree);
    case "not": {
      const of = build(tree.of);
      return (frame) => !truthOf(of(frame), "!");
    }
    case "negate":
      return buildNegation(tree.of);
    case "and":
    case "or":
      return buildLogic(tree);
    case "binary": {
      const [left, right, operate] = [build(tree.left), build(tree.right), operators[tree.operator]];
      return (frame) => operate(left(frame), right(frame), frame);
    }
    case "choose": {
      const [condition, yes, no] = [build(tree.condition), build(tree.yes), build(tree.no)];
      return (frame) => (truthOf(condition(frame), "The part before ?") ? yes(frame) : no(frame));
    }
    case "call":
      return buildCall(tree);
    case "fallback":
      return buildFallback(tree);
    case "loop":
      return buildLoop(tree);
    case "bind": {
      const [value, body] = [build(tree.value), build(tree.body)];
      return (frame) => {
        frame.slots[tree.slot] = value(frame);
        return body(frame);
      };
    }
    default:
      return unreachable(tree);
  }
}
