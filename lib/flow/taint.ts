import type { FoundReference } from "./bindings/references.ts";
import type { Path } from "./document.schema.ts";

/** The parts of an output that would be other with other stand-ins: paths, of which the empty one is all of it. */
export type Taint = readonly Path[];

export const clean: Taint = [];
export const wholly: Taint = [[]];

type TaintOf = (node: string) => Taint;

function meet(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (String(one[at]) !== String(other[at])) return false;
  return true;
}

/** Those of the references that read something simulated (SEMANTICS test-1). */
export function simulatedReads(references: readonly FoundReference[], taintOf: TaintOf): FoundReference[] {
  return references.filter(({ node, path }) => taintOf(node).some((tainted) => meet(tainted, path)));
}

/**
 * What of a node's own result follows from simulated values, when it was really computed or read: of a map the fields
 * that read them, of everything else all.
 */
export function taintOfResult(built: string | undefined, references: readonly FoundReference[], taintOf: TaintOf): Taint {
  const hits = simulatedReads(references, taintOf).filter(({ field }) => field !== "idempotencyKey");
  if (hits.length === 0) return clean;
  const prefix = "fields.";
  if (built !== "map" || hits.some(({ field }) => !field.startsWith(prefix))) return wholly;
  return [...new Set(hits.map(({ field }) => field.slice(prefix.length)))].map((name) => [name]);
}

/** Inside of a value that is put in at `at`. */
export function taintUnder(at: string, taint: Taint): Taint {
  return taint.map((path) => [at, ...path]);
}
