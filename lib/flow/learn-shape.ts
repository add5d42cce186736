import type { Json } from "#lib/json.ts";
import { valueShape } from "./value-shape.ts";

/** What is known of one path: its types as `text or null`, and in how many of the values that were looked at it was. */
export interface LearntPath {
  type: string;
  seen: number;
}

/** What values of one kind look like, learnt from those that came. */
export interface LearntShape {
  /** How many values were looked at. */
  looked: number;
  paths: { [path: string]: LearntPath };
}

/** Something that was not so before. */
export interface EventDrift {
  path: string;
  kind: "added" | "retyped" | "gone";
  /** Types before and now; empty where there was none. */
  was: string;
  is: string;
  /** The first event that showed it. */
  event: string;
  at: string;
}

/** Below this many values nothing counts as usual, so nothing can differ from it. */
const usualFrom = 10;
/** Paths that are kept. */
const pathsAtMost = 500;

function joined(was: string, is: string): string {
  return [...new Set([...was.split(" or "), ...is.split(" or ")])].toSorted().join(" or ");
}

/** Own properties only, whatever a path is called. */
function has(paths: LearntShape["paths"], path: string): boolean {
  return Object.hasOwn(paths, path);
}

/** What is known after one more value, and what it showed that was not so before. Pure: `known` is not changed. */
export function learnShape(known: LearntShape, value: Json, event: { id: string; at: string }): { shape: LearntShape; drift: EventDrift[] } {
  const shape = valueShape(value);
  const paths: LearntShape["paths"] = { ...known.paths };
  const drift: EventDrift[] = [];
  const tell = (path: string, kind: EventDrift["kind"], was: string, is: string): void => {
    if (known.looked >= usualFrom) drift.push({ path, kind, was, is, event: event.id, at: event.at });
  };
  for (const [path, type] of shape) {
    const before = has(paths, path) ? paths[path] : undefined;
    if (before === undefined) {
      if (Object.keys(paths).length >= pathsAtMost) continue;
      Object.defineProperty(paths, path, { value: { type, seen: 1 }, enumerable: true, configurable: true, writable: true });
      tell(path, "added", "", type);
      continue;
    }
    const all = joined(before.type, type);
    if (all !== before.type) tell(path, "retyped", before.type, type);
    paths[path] = { type: all, seen: before.seen + 1 };
  }
  for (const [path, { type, seen }] of Object.entries(known.paths)) {
    // Told once: from then on it is no longer in all of them.
    if (seen === known.looked && !shape.has(path)) tell(path, "gone", type, "");
  }
  return { shape: { looked: known.looked + 1, paths }, drift };
}
