import type { Json, JsonObject } from "#lib/json.ts";
import { CelError } from "../cel-error.ts";
import type { CelLimits } from "../cel-limits.ts";
import type { CelObject, CelValue } from "./cel-value.ts";

/** One evaluation: what it reads, and what it may still take. */
export interface Frame {
  readonly scope: ReadonlyMap<string, Json> | JsonObject;
  readonly now: string;
  /** `now` once it has been read. */
  time?: Date;
  readonly limits: CelLimits;
  /** Steps that are left. */
  steps: number;
  /** The variables of loops and `cel.bind`, each at its own place. */
  readonly slots: CelValue[];
}

function tooCostly(): CelError {
  return new CelError("cost", "This expression has too much to do. Give it shorter lists or texts, or split it over two steps.");
}

/** An object's keys; natively slow, so that each costs some steps. */
export function keysOf(frame: Frame, object: CelObject): string[] {
  const keys = Object.keys(object);
  limitItems(frame, keys.length);
  charge(frame, 1 + keys.length * 9);
  return keys;
}

/** @throws CelError `cost` when the evaluation has used up its steps. */
export function charge(frame: Frame, steps: number): void {
  frame.steps -= steps;
  if (frame.steps < 0) throw tooCostly();
}

/** @throws CelError `cost` for a list longer than the limit. */
export function limitItems(frame: Frame, items: number): void {
  if (items > frame.limits.items) throw new CelError("cost", `A list of more than ${frame.limits.items} items is too long for an expression. Take fewer of them.`);
}

/** @throws CelError `cost` for a text longer than the limit. */
export function limitChars(frame: Frame, chars: number): void {
  if (chars > frame.limits.chars) throw new CelError("cost", `A text of more than ${frame.limits.chars} characters is too long for an expression. Take less of it.`);
}
