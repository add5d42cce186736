import { parseSync, Visitor } from "oxc-parser";

export interface Import {
  /** As written: `#lib/ids.ts`, `./x.ts`, `zod`, `node:fs`; empty when it is computed at run time. */
  specifier: string;
  how: "value" | "type" | "dynamic";
  line: number;
}

/** Every import and re-export of a module: static, type-only, dynamic, `import("x").T` and `require("x")`. */
export function readImports(file: string, source: string): Import[] {
  const { module, program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (specifier: string, how: Import["how"], at: number): void => {
    found.push({ specifier, how, line: source.slice(0, at).split("\n").length });
  };
  for (const { moduleRequest, entries, start } of module.staticImports) {
    // `import "x"` has no entries and runs the module.
    add(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType) ? "type" : "value", start);
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType, start } of entries) if (moduleRequest) add(moduleRequest.value, isType ? "type" : "value", start);
  }
  new Visitor({
    ImportExpression({ source: target, start }) {
      add(target.type === "Literal" ? String(target.value) : "", "dynamic", start);
    },
    TSImportType({ source: target, start }) {
      add(String(target.value), "type", start);
    },
    CallExpression({ callee, arguments: [target], start }) {
      if (callee.type === "Identifier" && callee.name === "require" && target?.type === "Literal") add(String(target.value), "value", start);
    },
  }).visit(program);
  return found;
}
