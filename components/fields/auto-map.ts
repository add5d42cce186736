import { plainName } from "#lib/flow/check/likeness.ts";
import type { Reference } from "#lib/flow/document.schema.ts";
import type { ReferenceSource } from "./reference-scope.ts";

/** A field that is empty so far, and what may go there as words of a tree; nothing said: anything. */
export interface MapTarget {
  name: string;
  /** What it is called on the screen, when that is another name. */
  label?: string;
  takes?: string | undefined;
}

export interface MapMatch {
  target: string;
  reference: Reference;
  source: string;
  path: string;
  type: string;
}

/** Fields deeper than this are told apart by more than their names. */
const maxDepth = 4;

interface Candidate extends Omit<MapMatch, "target"> {
  /** How far the name it has here is from its own: 0 is the field's name alone. */
  rank: number;
}

const indices = new WeakMap<readonly ReferenceSource[], ReadonlyMap<string, Candidate[]>>();

/** What answers to a name, nearest step first; kept, because a form asks at every keystroke. */
function candidatesOf(sources: readonly ReferenceSource[]): ReadonlyMap<string, Candidate[]> {
  const known = indices.get(sources);
  if (known) return known;
  const index = new Map<string, Candidate[]>();
  for (const source of sources) {
    if (!source.certain) continue;
    const words = source.name.split(/\s+/);
    for (const { path, type } of source.rows) {
      if (path.length > maxDepth || path.some((key) => typeof key === "number")) continue;
      const keys = path.map(String);
      // `email`, `customer_email`, and with the step's name before it, of “New order” `order_email`.
      const longer = keys.map((_, at) => keys.slice(at).join(" ")).toReversed();
      const steps = words.map((_, at) => `${words.slice(at).join(" ")} ${keys.at(-1)}`).toReversed();
      const names = new Set([...longer, ...steps].map(plainName));
      for (const [rank, name] of [...names].entries()) {
        const candidate = { reference: { kind: "reference" as const, node: source.node, path }, source: source.name, path: keys.join("."), type, rank };
        index.set(name, [...(index.get(name) ?? []), candidate]);
      }
    }
  }
  indices.set(sources, index);
  return index;
}

function fits(type: string, takes: string | undefined): boolean {
  if (takes === undefined || takes === "" || type === "any" || type === "null") return true;
  const words = takes.split(" ");
  return words.includes(type) || words.includes("any");
}

/**
 * The value for each empty field that has its name, however it is written: case, `snake_case` and `camelCase`, and with
 * names before it. Of several, those of a fitting type, then of the nearest step (`sources` come nearest first), then the
 * least deep. A name alone decides whether there is a match; a type never makes one.
 */
export function autoMap(targets: readonly MapTarget[], sources: readonly ReferenceSource[]): MapMatch[] {
  const candidates = candidatesOf(sources);
  return targets.flatMap((target): MapMatch[] => {
    const wanted = new Set([target.name, target.label ?? ""].map(plainName).filter((name) => name !== ""));
    const found = [...wanted].flatMap((name) => candidates.get(name) ?? []).filter(({ type }) => fits(type, target.takes));
    const best = found.reduce<Candidate | undefined>((one, other) => {
      if (!one || other.rank < one.rank) return other;
      const isSameStep = other.rank === one.rank && other.reference.node === one.reference.node;
      return isSameStep && other.reference.path.length < one.reference.path.length ? other : one;
    }, undefined);
    return best ? [{ target: target.name, reference: best.reference, source: best.source, path: best.path, type: best.type }] : [];
  });
}

/** The fields at the top of what a step gives, or of its body alone where that holds all: what a list can begin with. */
export function fieldsOf(source: ReferenceSource): MapMatch[] {
  const top = source.rows.filter((row) => row.path.length === 1);
  const body = top.find((row) => row.label === "body" && row.isBranch && row.type === "obj");
  const rows = body ? source.rows.filter((row) => row.path.length === 2 && row.path[0] === "body") : top;
  return rows.filter(({ label }) => label !== "").map((row) => ({ target: row.label, reference: { kind: "reference", node: source.node, path: row.path }, source: source.name, path: row.path.join("."), type: row.type }));
}
