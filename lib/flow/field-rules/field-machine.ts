import { type FieldPattern, foldName, mostSegments } from "./field-pattern.ts";
import type { FieldAction } from "./field-rule.ts";

/** Where all rules stand at one place of a value. */
export interface FieldState {
  /** One step down: into a field, or an item of a list (null). A list between two names need not be said in a rule. */
  into(key: string | null): FieldStep;
  /** The same place, where rules also begin anew. */
  begun(): FieldState;
}

export interface FieldStep {
  state: FieldState;
  /** What a rule says of the value that the step leads to; null when none does. */
  action: FieldAction | null;
}

/** Stands for every name that no rule has. */
const other = "";

/**
 * All rules as one machine: what a step does is worked out once, however large the value. Returns the state before any
 * rule has begun.
 */
export function fieldMachine(rules: readonly FieldPattern[]): FieldState {
  const known = new Map<string, FieldState>();
  const names = new Set(rules.flatMap(({ segments }) => segments.flatMap((segment) => (segment.kind === "name" ? [segment.name] : []))));

  function enter(places: Set<number>, rule: number, at: number): void {
    places.add(rule * mostSegments + at);
    if (rules[rule]?.segments[at]?.kind === "deep") enter(places, rule, at + 1);
  }

  function work(places: readonly number[], name: string | null): FieldStep {
    const next = new Set<number>();
    let action: FieldAction | null = null;
    for (const place of places) {
      const rule = Math.floor(place / mostSegments);
      const at = place % mostSegments;
      const pattern = rules[rule];
      const segment = pattern?.segments[at];
      if (!pattern || !segment) continue;
      const moves = name === null ? segment.kind === "items" : segment.kind === "any" || (segment.kind === "name" && segment.name === name);
      if (moves && at + 1 === pattern.segments.length) action = action === "hide" ? "hide" : pattern.action;
      else if (moves) enter(next, rule, at + 1);
      if (segment.kind === "deep" || (name === null && segment.kind !== "items")) enter(next, rule, at);
    }
    return { state: stateOf(next), action };
  }

  function stateOf(set: ReadonlySet<number>): FieldState {
    const places = [...set].toSorted((a, b) => a - b);
    const id = places.join(" ");
    const before = known.get(id);
    if (before) return before;
    const steps = new Map<string | null, FieldStep>();
    let begun: FieldState | undefined;
    const state: FieldState = {
      into(key) {
        const folded = key === null ? null : foldName(key);
        const name = folded === null || names.has(folded) ? folded : other;
        let step = steps.get(name);
        if (step === undefined) steps.set(name, (step = work(places, name)));
        return step;
      },
      begun() {
        if (begun === undefined) {
          const all = new Set(places);
          for (const index of rules.keys()) enter(all, index, 0);
          begun = stateOf(all);
        }
        return begun;
      },
    };
    known.set(id, state);
    return state;
  }

  return stateOf(new Set());
}
