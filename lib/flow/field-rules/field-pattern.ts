import { fail, ok, type Result } from "#lib/result.ts";
import type { FieldAction, FieldRule } from "./field-rule.ts";

export type Segment = { kind: "name"; name: string } | { kind: "any" | "deep" | "items" };

/** As many levels as a rule may have, and one more. */
export const mostSegments = 64;

export interface FieldPattern {
  segments: readonly Segment[];
  action: FieldAction;
}

const folded = new Map<string, string>();

/** Names are compared without case, spaces, `_` and `-`: `cardNumber` is `card_number`. */
export function foldName(name: string): string {
  let known = folded.get(name);
  if (known === undefined) {
    known = name.toLowerCase().replaceAll(/[\s_-]/gu, "");
    if (folded.size > 5_000) folded.clear();
    folded.set(name, known);
  }
  return known;
}

function readPart(part: string): Segment[] | null {
  const lists = /(?:\[\])*$/u.exec(part)?.[0] ?? "";
  const name = part.slice(0, part.length - lists.length);
  const items = Array.from({ length: lists.length / 2 }, (): Segment => ({ kind: "items" }));
  if (name === "") return items.length > 0 ? items : null;
  if (name === "*" || name === "**") return [{ kind: name === "*" ? "any" : "deep" }, ...items];
  return /[[\]*]/u.test(name) || foldName(name) === "" ? null : [{ kind: "name", name: foldName(name) }, ...items];
}

/** A rule made ready to be compared; the problem says what to write instead. */
export function readFieldRule({ path, action }: FieldRule): Result<FieldPattern, string> {
  const parts = path.trim().split(".").map(readPart);
  if (parts.some((part) => part === null)) return fail("Write names with dots between, such as customer.email, items[].card or **.iban.");
  const segments = parts.flatMap((part) => part ?? []);
  if (!segments.some((segment) => segment.kind === "name")) return fail("Name a field: a rule for everything would leave nothing to see.");
  if (segments.at(-1)?.kind === "deep") return fail("End with a field’s name: ** stands for any depth before one.");
  if (segments.length >= mostSegments) return fail(`Name at most ${mostSegments - 1} levels.`);
  return ok({ segments, action });
}
