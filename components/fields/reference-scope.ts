import { createContext, useContext } from "react";
import { aliasesOf, type CelAliases } from "#lib/flow/bindings/aliases.ts";
import type { Binding, Reference } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import type { ShapeRow } from "./shape.ts";

/** A step whose output may be referred to. */
export interface ReferenceSource {
  node: string;
  name: string;
  /** It runs on every path that leads here; otherwise a reference needs a default. */
  certain: boolean;
  /**
   * What can be referred to: its output; its error, where it only leads here by its error port; of a source, the record
   * that is worked on, or, after its records, their summary; of an approval that does not come before, its link.
   */
  gives: "output" | "error" | "record" | "summary" | "link";
  sample: Json | undefined;
  /** JSON Schema of it, as far as there is one. */
  schema: unknown;
  /** The sample is what a run really gave. */
  isReal: boolean;
  rows: readonly ShapeRow[];
}

/** A reference in words, as its pill shows it. */
export interface ReferenceFace {
  source: string;
  path: string;
  type: string;
  preview: string;
  state: "ok" | "needs-default" | "stale" | "dead";
  /** What is wrong, in one sentence; null when nothing is. */
  problem: string | null;
  certain: boolean;
}

/** What a value is with the samples: a value, or why there is none. */
export type Evaluation = { kind: "value"; value: Json } | { kind: "unknown"; why: string } | { kind: "problem"; message: string };

/** What the fields of one node may refer to. */
export interface ReferenceScope {
  /** Nearest first. */
  sources: readonly ReferenceSource[];
  /** What steps are called in expressions. */
  aliases: CelAliases;
  describe(reference: Reference): ReferenceFace;
  /** What a value comes to with the samples there are; later, where it is evaluated on the server. */
  evaluate(binding: Binding, signal: AbortSignal): Evaluation | Promise<Evaluation>;
  goTo(node: string): void;
  /** A text control that can take a reference says so while it has, or last had, the focus. Returns what withdraws it. */
  offer(insert: (reference: Reference) => void): () => void;
}

const nothing: ReferenceScope = {
  sources: [],
  aliases: aliasesOf([]),
  describe: (reference) => ({ source: "unknown", path: reference.path.join("."), type: "any", preview: "", state: "dead", problem: "Nothing can be referred to here.", certain: false }),
  evaluate: () => ({ kind: "unknown", why: "no sample" }),
  goTo: () => undefined,
  offer: () => () => undefined,
};

export const ReferenceScopeContext = createContext<ReferenceScope>(nothing);

export function useReferenceScope(): ReferenceScope {
  return useContext(ReferenceScopeContext);
}
