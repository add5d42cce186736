import type { ReferenceOption } from "./reference-options.ts";
import type { ReferenceScope } from "./reference-scope.ts";
import { pathText } from "./write-cel.ts";

const shown = 30;

/** The name that is being typed before the caret: `order.bo`. */
export function nameBefore(text: string, caret: number): string {
  return /[A-Za-z_][A-Za-z0-9_.]*$/.exec(text.slice(0, caret))?.[0] ?? "";
}

/** What an option puts into the expression. */
export function optionText({ aliases }: Pick<ReferenceScope, "aliases">, { reference }: ReferenceOption): string {
  return pathText(aliases.aliasOf(reference.node) ?? reference.node, reference.path);
}

/** Steps and paths whose name in expressions goes on from what is typed. */
export function celOptions(scope: Pick<ReferenceScope, "sources" | "aliases">, typed: string): ReferenceOption[] {
  if (typed === "") return [];
  const found: ReferenceOption[] = [];
  for (const source of scope.sources) {
    const whole = { reference: { kind: "reference" as const, node: source.node, path: [] }, source: source.name, path: "", type: "all", preview: "", isGuess: false };
    const paths = source.rows.map((row): ReferenceOption => ({ ...whole, reference: { ...whole.reference, path: [...row.path] }, path: row.path.join("."), type: row.type, preview: row.preview }));
    for (const option of [whole, ...paths]) {
      const text = optionText(scope, option);
      if (text !== typed && text.startsWith(typed)) found.push(option);
    }
  }
  return found.slice(0, shown);
}
