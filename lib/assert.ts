/** States an invariant; a false one is a defect of ours, never bad input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** The value, or a thrown defect when it is missing. */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`Invariant broken: ${what} is missing`);
  return value;
}

/** Makes a switch over a closed set exhaustive at compile time. */
export function unreachable(value: never): never {
  throw new Error(`Invariant broken: unexpected ${String(value)}`);
}
