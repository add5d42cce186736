import { ParseError } from "@marcbachmann/cel-js";
import { fail, ok, type Result } from "#lib/result.ts";
import { boundCost, type CelCost } from "./cel/bound-cost.ts";
import { celEnvironment } from "./cel/cel-environment.ts";
import type { CelTree } from "./cel/cel-tree.ts";
import { type CelReference, collectReferences } from "./cel/collect-references.ts";
import { GrowthStopped, growTree } from "./cel/grow-tree.ts";
import { RecentlyUsed } from "./cel/recently-used.ts";
import { type CelProblem, problemOf } from "./cel/parse-words.ts";

/** An expression that can be evaluated, without the means to do so: for checks, types and the editor. */
export interface CelReading {
  readonly source: string;
  readonly tree: CelTree;
  readonly references: readonly CelReference[];
  readonly cost: CelCost;
  /** How many variables its loops have. */
  readonly slots: number;
}

/** As in a document. */
const maxLength = 4_000;
const readings = new RecentlyUsed<Result<CelReading, CelProblem>>(500);

function read(source: string): Result<CelReading, CelProblem> {
  if (source.length > maxLength) return fail({ message: `An expression has at most ${maxLength} characters. Split it over two fields.` });
  if (source.trim() === "") return fail({ message: "The expression is empty. Write one, or choose a fixed value." });
  try {
    const grown = growTree(celEnvironment().parse(source).ast);
    return ok({ source, tree: grown.tree, slots: grown.slots, references: collectReferences(grown.tree), cost: boundCost(grown) });
  } catch (error) {
    if (error instanceof GrowthStopped) return fail({ message: error.message, start: error.place.start, end: error.place.end });
    if (error instanceof ParseError) return fail(problemOf(error, source));
    if (error instanceof RangeError) return fail({ message: "The expression is nested too deeply. Split it over two fields." });
    throw error;
  }
}

/** Reads an expression as it is stored, nodes named by id; never throws. Remembers the last ones. */
export function readCel(source: string): Result<CelReading, CelProblem> {
  return readings.get(source, read);
}
