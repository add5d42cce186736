import type { ASTNode } from "@marcbachmann/cel-js";
import type { BinaryOperator, CelTree, LoopMacro, Place } from "./cel-tree.ts";
import { celFunction, isCelFunctionName } from "./functions.ts";
import { isNodeName, isTakenByVariable } from "./names.ts";

/** Loops within loops. Two are the most that run in process, a third one the most that runs at all (SEMANTICS test-2). */
export const maxNesting = 3;
const maxDepth = 200;

/** Something about the expression that people can mend; caught where it is read. */
export class GrowthStopped extends Error {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(message);
    this.place = place;
  }
}

interface Soil {
  /** The variables that can be seen, by name. */
  variables: ReadonlyMap<string, number>;
  depth: number;
  nesting: number;
}

export interface Grown {
  tree: CelTree;
  /** How many variables it has. */
  slots: number;
  /** The deepest loops within loops. */
  nesting: number;
}

const loops = new Map<string, readonly number[]>([["map", [2, 3]], ["filter", [2]], ["all", [2]], ["exists", [2]], ["exists_one", [2]]]);

/** Turns the parser's syntax tree into our own, and checks each name, function and number on the way. */
export function growTree(root: ASTNode): Grown {
  let slots = 0;
  let nesting = 0;

  function variableName(node: ASTNode): string {
    const name = node.op === "id" ? node.args : "";
    if (name === "") throw new GrowthStopped(node, "The name of a variable belongs here, as in list.map(item, item.name).");
    if (isTakenByVariable(name)) throw new GrowthStopped(node, isNodeName(name) ? "A variable may not be called like a step. Use another name." : `“${name}” has a meaning of its own. Use another name.`);
    return name;
  }

  function withVariable(soil: Soil, name: string): { soil: Soil; slot: number } {
    const slot = slots;
    slots += 1;
    return { slot, soil: { ...soil, variables: new Map([...soil.variables, [name, slot]]) } };
  }

  function growLoop(node: ASTNode, macro: LoopMacro, receiver: ASTNode, args: readonly ASTNode[], soil: Soil): CelTree {
    const [variable, ...rest] = args;
    const body = rest.at(-1);
    if (!variable || !body) throw new GrowthStopped(node, `“${macro}” needs a variable and what to do with it.`);
    const inner = withVariable({ ...soil, nesting: soil.nesting + 1 }, variableName(variable));
    nesting = Math.max(nesting, inner.soil.nesting);
    if (inner.soil.nesting > maxNesting) throw new GrowthStopped(node, `Lists are walked within lists more than ${maxNesting} deep. Do the inner part in a step before this one.`);
    return {
      kind: "loop", start: node.start, end: node.end, macro, slot: inner.slot,
      over: grow(receiver, soil),
      keep: rest.length > 1 && rest[0] ? grow(rest[0], inner.soil) : null,
      body: grow(body, inner.soil),
    };
  }

  function growCall(node: ASTNode, name: string, args: readonly ASTNode[], soil: Soil): CelTree {
    const { start, end } = node;
    if (name === "has") {
      const [target] = args.map((arg) => grow(arg, soil));
      if (args.length !== 1 || !(target?.kind === "field" || target?.kind === "item" || target?.kind === "output")) throw new GrowthStopped(node, "has(…) asks for one field of a step, as in has(order.email).");
      return { kind: "has", start, end, target };
    }
    if (name === "matches") throw new GrowthStopped(node, "“matches” could run without end. Use re2Matches(text, pattern).");
    if (loops.has(name)) throw new GrowthStopped(node, `Write “${name}” after a list, as in list.${name}(item, …).`);
    if (!isCelFunctionName(name)) throw new GrowthStopped(node, `There is no function “${name}”.`);
    const { takes, may = [], repeats } = celFunction(name);
    if (args.length < takes.length || (!repeats && args.length > takes.length + may.length)) {
      const most = takes.length + may.length;
      throw new GrowthStopped(node, `“${name}” takes ${repeats ? `at least ${takes.length}` : most === takes.length ? most : `${takes.length} to ${most}`} ${most === 1 ? "value" : "values"}, not ${args.length}.`);
    }
    return { kind: "call", start, end, name, args: args.map((arg) => grow(arg, soil)) };
  }

  function growMethod(node: ASTNode, name: string, receiver: ASTNode, args: readonly ASTNode[], soil: Soil): CelTree {
    const { start, end } = node;
    const space = receiver.op === "id" ? receiver.args : "";
    if (space === "cel") {
      const [variable, value, body] = args;
      if (name !== "bind" || args.length !== 3 || !variable || !value || !body) throw new GrowthStopped(node, "Only cel.bind(name, value, expression) begins with “cel.”.");
      const inner = withVariable(soil, variableName(variable));
      return { kind: "bind", start, end, slot: inner.slot, value: grow(value, soil), body: grow(body, inner.soil) };
    }
    if (space === "optional") return growCall(node, `optional.${name}`, args, soil);
    if (loops.get(name)?.includes(args.length)) return growLoop(node, name as LoopMacro, receiver, args, soil);
    if (loops.has(name)) throw new GrowthStopped(node, `“${name}” needs a variable and what to do with it, as in list.${name}(item, …).`);
    if ((name === "orValue" || name === "or") && args.length === 1 && args[0]) {
      return { kind: "fallback", start, end, of: grow(receiver, soil), otherwise: grow(args[0], soil), staysOptional: name === "or" };
    }
    if (name === "has") throw new GrowthStopped(node, "has(…) asks for one field of a step, as in has(order.email).");
    return growCall(node, name, [receiver, ...args], soil);
  }

  function growLiteral(node: ASTNode & { op: "value" }): CelTree {
    const { start, end, args } = node;
    if (args instanceof Uint8Array) throw new GrowthStopped(node, "Bytes are not supported. Leave out the b before the quote.");
    if (args === null || typeof args === "string" || typeof args === "boolean" || typeof args === "number") return { kind: "literal", start, end, value: args };
    const value = Number(args.valueOf());
    if (!Number.isSafeInteger(value)) throw new GrowthStopped(node, "This number is too large to be exact. Write it as text, or with a decimal point.");
    return { kind: "literal", start, end, value };
  }

  function growName(node: ASTNode & { op: "id" }, soil: Soil): CelTree {
    const { start, end, args: name } = node;
    const slot = soil.variables.get(name);
    if (slot !== undefined) return { kind: "variable", start, end, slot };
    if (isNodeName(name)) return { kind: "output", start, end, node: name };
    if (name === "now") return { kind: "now", start, end };
    throw new GrowthStopped(node, `There is nothing called “${name}” here. Use the name of a step before this one, or put text in quotes.`);
  }

  function growItem(node: ASTNode, of: ASTNode, at: ASTNode, optional: boolean, soil: Soil): CelTree {
    const { start, end } = node;
    const key = grow(at, soil);
    if (key.kind === "literal" && typeof key.value === "string") return { kind: "field", start, end, of: grow(of, soil), name: key.value, optional };
    return { kind: "item", start, end, of: grow(of, soil), at: key, optional };
  }

  function grow(node: ASTNode, above: Soil): CelTree {
    const soil = { ...above, depth: above.depth + 1 };
    if (soil.depth > maxDepth) throw new GrowthStopped(node, "The expression is nested too deeply. Split it over two fields.");
    const { start, end } = node;
    switch (node.op) {
      case "value":
        return growLiteral(node);
      case "id":
        return growName(node, soil);
      case ".":
      case ".?":
        return { kind: "field", start, end, of: grow(node.args[0], soil), name: node.args[1], optional: node.op === ".?" };
      case "[]":
      case "[?]":
        return growItem(node, node.args[0], node.args[1], node.op === "[?]", soil);
      case "call":
        return growCall(node, node.args[0], node.args[1], soil);
      case "rcall":
        return growMethod(node, node.args[0], node.args[1], node.args[2], soil);
      case "list":
        return { kind: "list", start, end, items: node.args.map((item) => grow(item, soil)) };
      case "map":
        return { kind: "object", start, end, entries: node.args.map(([key, value]) => ({ key: grow(key, soil), value: grow(value, soil) })) };
      case "?:":
        return { kind: "choose", start, end, condition: grow(node.args[0], soil), yes: grow(node.args[1], soil), no: grow(node.args[2], soil) };
      case "&&":
      case "||":
        return { kind: node.op === "&&" ? "and" : "or", start, end, left: grow(node.args[0], soil), right: grow(node.args[1], soil) };
      case "!_":
        return { kind: "not", start, end, of: grow(node.args, soil) };
      case "-_": {
        const of = grow(node.args, soil);
        return of.kind === "literal" && typeof of.value === "number" ? { ...of, start, end, value: 0 - of.value } : { kind: "negate", start, end, of };
      }
      default:
        return { kind: "binary", start, end, operator: node.op satisfies BinaryOperator, left: grow(node.args[0], soil), right: grow(node.args[1], soil) };
    }
  }

  const tree = grow(root, { variables: new Map(), depth: 0, nesting: 0 });
  return { tree, slots, nesting };
}
