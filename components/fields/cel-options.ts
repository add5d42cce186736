import { type FunctionWords, functionWords } from "#lib/flow/bindings/cel/function-words.ts";
import { pathText } from "#lib/flow/bindings/write-cel.ts";
import type { ReferenceOption } from "./reference-options.ts";
import type { ReferenceScope } from "./reference-scope.ts";

const shown = 30;

/** A value to read, or a function to use on one. */
export type CelOption = ReferenceOption | (FunctionWords & { replaces: number });

/** The name that is being typed before the caret: `order.bo`. */
export function nameBefore(text: string, caret: number): string {
  return /[A-Za-z_][A-Za-z0-9_.]*$/.exec(text.slice(0, caret))?.[0] ?? "";
}

/** What an option puts into the expression; of a function, the caret goes before its last character. */
export function optionText({ aliases }: Pick<ReferenceScope, "aliases">, option: CelOption): string {
  if ("reference" in option) return pathText(aliases.aliasOf(option.reference.node) ?? option.reference.node, option.reference.path);
  return option.isMacro && option.name !== "orValue" ? `${option.name}(item, )` : `${option.name}()`;
}

/** Functions whose name goes on from the last part of what is typed; macros only after a dot. */
function functionOptions(typed: string): CelOption[] {
  const dot = typed.lastIndexOf(".");
  const last = typed.slice(dot + 1);
  // A dot alone does not say yet that a function is wanted.
  if (last === "") return [];
  return functionWords.filter(({ name, isMacro }) => name.startsWith(last) && name !== last && (dot >= 0 || !isMacro)).map((words) => ({ ...words, replaces: last.length }));
}

/** Steps and paths whose name in expressions goes on from what is typed, and functions. */
export function celOptions(scope: Pick<ReferenceScope, "sources" | "aliases">, typed: string): CelOption[] {
  if (typed === "") return [];
  const found: CelOption[] = [];
  for (const source of scope.sources) {
    const whole = { reference: { kind: "reference" as const, node: source.node, path: [] }, source: source.name, path: "", type: "all", preview: "", isGuess: false };
    const paths = source.rows.map((row): ReferenceOption => ({ ...whole, reference: { ...whole.reference, path: [...row.path] }, path: row.path.join("."), type: row.type, preview: row.preview }));
    for (const option of [whole, ...paths]) {
      const text = optionText(scope, option);
      if (text !== typed && text.startsWith(typed)) found.push(option);
    }
  }
  return [...found.slice(0, shown), ...functionOptions(typed)].slice(0, shown);
}

/** The function whose parentheses are open around the caret. */
export function functionAround(text: string, caret: number): FunctionWords | undefined {
  let open = 0;
  const before = text.slice(0, caret).replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, (quoted) => " ".repeat(quoted.length));
  for (let at = before.length - 1; at >= 0; at -= 1) {
    if (before[at] === ")") open += 1;
    if (before[at] !== "(") continue;
    if (open > 0) open -= 1;
    else {
      const name = /[A-Za-z_]\w*$/.exec(before.slice(0, at))?.[0];
      return functionWords.find((words) => words.name === name);
    }
  }
  return undefined;
}
