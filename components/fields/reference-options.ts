import type { Reference } from "#lib/flow/document.schema.ts";
import { parsePath } from "./binding-parts.ts";
import type { ReferenceSource } from "./reference-scope.ts";

export interface ReferenceOption {
  reference: Reference;
  source: string;
  path: string;
  type: string;
  preview: string;
  /** Written by hand: no sample shows it. */
  isGuess: boolean;
}

const shown = 50;

function squashed(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}.]/gu, "");
}

function option(source: ReferenceSource, path: (string | number)[], type: string, preview: string, isGuess: boolean): ReferenceOption {
  return { reference: { kind: "reference", node: source.node, path }, source: source.name, path: path.join("."), type, preview, isGuess };
}

/**
 * What matches the text typed after `{`: steps and paths whose name holds it, and, for `step.some.path`, the path
 * itself, since a sample need not show every field.
 */
export function referenceOptions(sources: readonly ReferenceSource[], query: string): ReferenceOption[] {
  const wanted = squashed(query);
  const found: ReferenceOption[] = [];
  const guesses: ReferenceOption[] = [];
  for (const source of sources) {
    const name = squashed(source.name.replaceAll(".", ""));
    if (name.includes(wanted)) found.push(option(source, [], "all", "", false));
    for (const row of source.rows) {
      if (`${name}.${squashed(row.path.join("."))}`.includes(wanted)) found.push(option(source, [...row.path], row.type, row.preview, false));
    }
    const dot = query.indexOf(".");
    const path = dot < 0 ? [] : parsePath(query.slice(dot + 1));
    const known = source.rows.some((row) => row.path.join(".") === path.join("."));
    if (path.length > 0 && !known && name.startsWith(squashed(query.slice(0, dot)))) guesses.push(option(source, path, "any", "", true));
  }
  return [...found.slice(0, shown), ...guesses];
}
