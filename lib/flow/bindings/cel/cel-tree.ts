import type { CelFunctionName } from "./functions.ts";

export type BinaryOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%" | "in";
export type LoopMacro = "map" | "filter" | "all" | "exists" | "exists_one";

/** Where a part stands in the source: offsets, the end excluded. */
export interface Place {
  start: number;
  end: number;
}

/** An expression whose names, functions and nesting have been checked. */
export type CelTree = Place &
  (
    | { kind: "literal"; value: string | number | boolean | null }
    /** All that a node gave. */
    | { kind: "output"; node: string }
    | { kind: "now" }
    | { kind: "variable"; slot: number }
    | { kind: "field"; of: CelTree; name: string; optional: boolean }
    | { kind: "item"; of: CelTree; at: CelTree; optional: boolean }
    | { kind: "has"; target: CelTree }
    | { kind: "list"; items: CelTree[] }
    | { kind: "object"; entries: { key: CelTree; value: CelTree }[] }
    | { kind: "not" | "negate"; of: CelTree }
    | { kind: "and" | "or"; left: CelTree; right: CelTree }
    | { kind: "binary"; operator: BinaryOperator; left: CelTree; right: CelTree }
    | { kind: "choose"; condition: CelTree; yes: CelTree; no: CelTree }
    | { kind: "call"; name: CelFunctionName; args: CelTree[] }
    /** `of.orValue(otherwise)`, and `of.or(otherwise)`, which stays optional. */
    | { kind: "fallback"; of: CelTree; otherwise: CelTree; staysOptional: boolean }
    | { kind: "loop"; macro: LoopMacro; over: CelTree; slot: number; keep: CelTree | null; body: CelTree }
    | { kind: "bind"; slot: number; value: CelTree; body: CelTree }
  );

/** The parts a part is made of, in the order of the source. */
export function partsOf(tree: CelTree): CelTree[] {
  switch (tree.kind) {
    case "literal":
    case "output":
    case "now":
    case "variable":
      return [];
    case "field":
    case "not":
    case "negate":
      return [tree.of];
    case "item":
      return [tree.of, tree.at];
    case "has":
      return [tree.target];
    case "list":
      return tree.items;
    case "object":
      return tree.entries.flatMap(({ key, value }) => [key, value]);
    case "and":
    case "or":
    case "binary":
      return [tree.left, tree.right];
    case "choose":
      return [tree.condition, tree.yes, tree.no];
    case "call":
      return tree.args;
    case "fallback":
      return [tree.of, tree.otherwise];
    case "loop":
      return tree.keep ? [tree.over, tree.keep, tree.body] : [tree.over, tree.body];
    case "bind":
      return [tree.value, tree.body];
  }
}
