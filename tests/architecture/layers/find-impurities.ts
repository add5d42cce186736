import { parseSync } from "oxc-parser";

const ambient = /(?<![.\w$"'`/#-])(?:Date\.now|new Date\(\)|Date\(\)|Math\.random|(?:crypto|performance|process|globalThis|window|localStorage|sessionStorage|console)\s*[.[]|(?:fetch|setTimeout|setInterval|setImmediate|queueMicrotask|eval|Function)\()/g;

/** Where a source takes something from its surroundings: the clock, randomness, timers, the network, the process. */
export function findImpurities(file: string, source: string): { line: number; text: string }[] {
  let code = source;
  for (const { start, end } of parseSync(file, source).comments) code = code.slice(0, start) + code.slice(start, end).replaceAll(/[^\n]/g, " ") + code.slice(end);
  return [...code.matchAll(ambient)].map((match) => ({ line: code.slice(0, match.index).split("\n").length, text: match[0] }));
}
