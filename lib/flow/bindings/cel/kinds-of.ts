import type { DataType } from "#lib/flow/data-types/data-type.ts";
import { type CelKind, kindWords } from "./cel-value.ts";

function kindOfPart(type: Exclude<DataType, { kind: "any" | "union" }>): CelKind {
  if (type.kind !== "string") return type.kind;
  if (type.format === "cel:time") return "time";
  return type.format === "cel:duration" ? "duration" : "text";
}

/** The kinds of value a type allows; null when it may be anything. */
export function kindsOf(type: DataType): ReadonlySet<CelKind> | null {
  if (type.kind === "any") return null;
  if (type.kind !== "union") return new Set([kindOfPart(type)]);
  const kinds = type.of.map(kindsOf);
  return kinds.includes(null) ? null : new Set(kinds.flatMap((set) => [...(set ?? [])]));
}

export function wordsOf(type: DataType): string {
  const kinds = kindsOf(type);
  return kinds === null ? "anything" : [...kinds].map((kind) => kindWords[kind]).join(" or ");
}
