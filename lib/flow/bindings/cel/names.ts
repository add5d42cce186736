import { celFunctions } from "./functions.ts";

/** The form of a node's id, which stands in an expression as it is. */
export function isNodeName(name: string): boolean {
  return /^n_[a-z0-9]{4,40}$/.test(name);
}

/** Words of the language, of CEL or of JavaScript; none of them may name a variable. */
const words = [
  "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace", "null",
  "package", "return", "true", "var", "void", "while", "__proto__", "prototype", "constructor", "now", "optional", "cel",
];
const macros = ["has", "map", "filter", "all", "exists", "exists_one", "bind", "or", "orValue", "matches"];

const variableWords: ReadonlySet<string> = new Set(words);
const aliasWords: ReadonlySet<string> = new Set([...words, ...macros, ...Object.keys(celFunctions), "list", "uint", "bytes", "null_type", "google"]);

/** How a node that is no longer there begins on the screen. */
export const removedPrefix = "removed_step_";

/** Whether a loop's variable may not be called so. */
export function isTakenByVariable(name: string): boolean {
  return variableWords.has(name) || isNodeName(name) || name.startsWith(removedPrefix);
}

/** Whether a node may not be shown under this name: it means something else, or looks like an id. */
export function isTakenByAlias(name: string): boolean {
  return aliasWords.has(name) || isNodeName(name) || name.startsWith(removedPrefix);
}
