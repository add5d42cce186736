import type { Binding, Cel, Reference } from "#lib/flow/document.schema.ts";
import { canonicalJson, type Json } from "#lib/json.ts";

export type Part = string | Reference;

/** Everything but an expression. */
export type TextBinding = Exclude<Binding, Cel>;

/** What text without references stands for; `auto`: a number or yes/no where it is written like one. */
export type LiteralType = "text" | "number" | "boolean" | "json" | "auto";

export function literalTypeOf(value: Json): Exclude<LiteralType, "auto"> {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "json";
}

function literalText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** A binding as text and references in a row; an unset one is empty. */
export function partsOf(binding: TextBinding | undefined): Part[] {
  switch (binding?.kind) {
    case undefined:
      return [];
    case "literal": {
      const text = literalText(binding.value);
      return text === "" ? [] : [text];
    }
    case "reference":
      return [binding];
    case "template":
      return tidy(binding.parts);
  }
}

/** Joins neighbouring texts and drops empty ones, so that equal content has equal parts. */
export function tidy(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part;
    else if (part !== "") result.push(part);
  }
  return result;
}

/** The value a text means, or null when it is not of that type. */
export function parseLiteral(text: string, type: LiteralType): { value: Json } | null {
  const trimmed = text.trim();
  switch (type) {
    case "text":
      return { value: text };
    case "number":
      return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed)) ? { value: Number(trimmed) } : null;
    case "boolean":
      return trimmed === "true" || trimmed === "false" ? { value: trimmed === "true" } : null;
    case "auto":
      return parseLiteral(text, "number") ?? parseLiteral(text, "boolean") ?? { value: text };
    case "json":
      try {
        return { value: JSON.parse(trimmed) as Json };
      } catch {
        return null;
      }
  }
}

/** Parts as the plainest binding that holds them: one reference alone stays typed, text with references is a template. */
export function bindingOf(parts: readonly Part[], type: LiteralType): TextBinding | null {
  const tidied = tidy(parts);
  const [first] = tidied;
  if (first === undefined) return null;
  if (tidied.length === 1) return typeof first === "string" ? { kind: "literal", value: parseLiteral(first, type)?.value ?? first } : first;
  return { kind: "template", parts: tidied };
}

function sameReference(a: Reference, b: Reference): boolean {
  return a.node === b.node && canonicalJson(a.path) === canonicalJson(b.path) && canonicalJson(a.default ?? null) === canonicalJson(b.default ?? null) && (a.default === undefined) === (b.default === undefined);
}

function sameParts(a: readonly Part[], b: readonly Part[]): boolean {
  return a.length === b.length && a.every((part, index) => {
    const other = b[index];
    if (typeof part === "string" || typeof other === "string" || other === undefined) return part === other;
    return sameReference(part, other);
  });
}

/** Whether text and references that stand in a field mean this value already: JSON may be written in many ways. */
export function means(parts: readonly Part[], value: TextBinding | undefined, type: LiteralType): boolean {
  const meant = bindingOf(parts, type);
  if (meant?.kind === "literal" && value?.kind === "literal") return canonicalJson(meant.value) === canonicalJson(value.value);
  return sameParts(parts, partsOf(value));
}

/** `body.items.0.sku` as a path; whole numbers are indices. */
export function parsePath(text: string): (string | number)[] {
  return text.split(".").map((key) => key.trim()).filter((key) => key !== "").map((key) => (/^\d{1,9}$/.test(key) ? Number(key) : key));
}
