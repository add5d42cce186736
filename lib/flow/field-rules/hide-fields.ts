import type { Json, JsonObject } from "#lib/json.ts";
import { fieldMachine, type FieldState } from "./field-machine.ts";
import { type FieldPattern, foldName } from "./field-pattern.ts";
import { type FieldAction, hiddenMark, maskOf } from "./field-rule.ts";
import { collectValues, type ValueCopies } from "./value-copies.ts";

/** Names and places of items, from the top. */
export type ValuePath = (string | number)[];

export interface HiddenField {
  path: ValuePath;
  /** By its own path, or because it holds what another field's rule hides. */
  by: "rule" | "copy";
  value: Json;
}

/** A rule begins at the top of a payload and at the top of what a payload only carries. */
const envelopes = new Set(["body", "data", "request", "reply", "query", "form", "fields", "values", "record", "records", "row", "rows", "writes", "act", "before", "after", "item", "items"]);

/** Deeper than this nothing is looked into, so all of it is hidden. */
const deepest = 200;
const longestText = 1_000_000;
const pairs = /(^|[?&])([^=&?#\s]{1,200})=([^&#\s]*)/gu;

function parseText(text: string): Json | undefined {
  if (text.length > longestText || !/^\s*[[{]/u.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

interface Visitor {
  hide(value: Json, action: FieldAction, path: ValuePath): Json;
  /** A part of an address or a form. */
  part(value: string, action: FieldAction): string;
  /** `raw`: what the whole text was before its parts were masked. */
  leaf(value: string | number | boolean | null, path: ValuePath, raw: Json): Json;
  key(name: string): string;
}

function walk(rules: readonly FieldPattern[], visitor: Visitor, root: Json): Json {
  /** Of the value that is looked at; whoever keeps it makes a copy. */
  const path: ValuePath = [];

  /** JSON within a text is looked into; so are `name=value` pairs of an address or a form. */
  function text(value: string, state: FieldState, carries: boolean, depth: number): Json {
    const parsed = parseText(value);
    if (parsed !== undefined) {
      const inside = visit(parsed, state, carries, depth + 1);
      return JSON.stringify(parsed) === JSON.stringify(inside) ? visitor.leaf(value, path, value) : JSON.stringify(inside, null, value.includes("\n") ? 2 : undefined);
    }
    if (value.length > longestText || !value.includes("=")) return visitor.leaf(value, path, value);
    const from = state.begun();
    const replaced = value.replace(pairs, (whole, before: string, name: string, part: string) => {
      const { action } = from.into(decode(name).replaceAll(/\[\d*\]/gu, ""));
      return action === null || part === "" ? whole : `${before}${name}=${visitor.part(decode(part), action)}`;
    });
    return visitor.leaf(replaced, path, value);
  }

  function visit(value: Json, state: FieldState, carries: boolean, depth: number): Json {
    if (typeof value === "string") return text(value, state, carries, depth);
    if (typeof value !== "object" || value === null) return visitor.leaf(value, path, value);
    if (depth > deepest) return visitor.hide(value, "hide", path);
    const here = carries ? state.begun() : state;
    if (Array.isArray(value)) return value.map((item, index) => child(item, null, index, here, carries, depth));
    const copy: JsonObject = {};
    for (const [name, part] of Object.entries(value)) {
      const shown = visitor.key(name);
      const key = Object.hasOwn(copy, shown) ? `${shown} ${Object.keys(copy).length + 1}` : shown;
      const after = child(part, name, key, here, carries && envelopes.has(foldName(name)), depth);
      // Own even when it is called so.
      if (key === "__proto__") Object.defineProperty(copy, key, { value: after, enumerable: true, configurable: true, writable: true });
      else copy[key] = after;
    }
    return copy;
  }

  function child(value: Json, name: string | null, place: string | number, from: FieldState, carries: boolean, depth: number): Json {
    const { state, action } = from.into(name);
    path.push(place);
    const after = action === null ? visit(value, state, carries, depth + 1) : visitor.hide(value, action, path);
    path.pop();
    return after;
  }

  return visit(root, fieldMachine(rules), true, 0);
}

function eachLeaf(value: Json, take: (leaf: string | number) => void): void {
  const open: Json[] = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === "string" || typeof item === "number") take(item);
    else if (typeof item === "object" && item !== null) for (const part of Object.values(item)) open.push(part);
  }
}

/** What the rules hide anywhere in these values, to be looked for wherever it was copied to. */
export function findHidden(rules: readonly FieldPattern[], values: Iterable<Json>): ValueCopies {
  const found = collectValues();
  const visitor: Visitor = {
    hide(value, action) {
      eachLeaf(value, (leaf) => found.add(leaf, action));
      return hiddenMark;
    },
    part(value, action) {
      found.add(value, action);
      return value;
    },
    leaf: (value) => value,
    key: (name) => name,
  };
  if (rules.length > 0) for (const value of values) walk(rules, visitor, value);
  return found.done();
}

/** A value as it may be shown: fields under a rule are masked, and so is what was copied from them. */
export function hideFields(rules: readonly FieldPattern[], copies: ValueCopies, value: Json): { value: Json; hidden: HiddenField[] } {
  const hidden: HiddenField[] = [];
  const shown = walk(rules, {
    hide(raw, action, path) {
      hidden.push({ path: [...path], by: "rule", value: raw });
      return maskOf(raw, action);
    },
    part: maskOf,
    leaf(now, path, raw) {
      const masked = typeof now === "string" ? copies.mask(now) : typeof now === "number" && String(now).length >= 4 ? (copies.whole(now) ?? now) : now;
      if (masked !== raw) hidden.push({ path: [...path], by: now === raw ? "copy" : "rule", value: raw });
      return masked;
    },
    key: (name) => (copies.count === 0 ? name : copies.mask(name)),
  }, value);
  return { value: shown, hidden };
}
