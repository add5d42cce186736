import type { Json } from "#lib/json.ts";

/** A span of time. Its fields are private, so that no path of an expression leads into it. */
export class CelDuration {
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  valueOf(): number {
    return this.#milliseconds;
  }
}

/** What `.?` gives: a value, or none. */
export class CelOptional {
  readonly #value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.#value = value;
  }

  /** Undefined when there is none. */
  get(): CelValue | undefined {
    return this.#value;
  }
}

export const celNone = new CelOptional(undefined);

export type CelObject = { [key: string]: CelValue };

/** JSON as it is, numbers of one kind, and what only lives within an expression: times, durations, optionals. */
export type CelValue = Json | Date | CelDuration | CelOptional | readonly CelValue[] | CelObject;

export type CelKind = "null" | "boolean" | "number" | "text" | "list" | "object" | "time" | "duration" | "optional";

export function kindOf(value: CelValue): CelKind {
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      if (value === null) return "null";
      if (Array.isArray(value)) return "list";
      if (value instanceof Date) return "time";
      if (value instanceof CelDuration) return "duration";
      return value instanceof CelOptional ? "optional" : "object";
  }
}

export const kindWords: { readonly [Kind in CelKind]: string } = {
  null: "nothing",
  boolean: "yes or no",
  number: "a number",
  text: "text",
  list: "a list",
  object: "an object",
  time: "a time",
  duration: "a duration",
  optional: "a value that may be missing",
};

export function isCelObject(value: CelValue | undefined): value is CelObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date || value instanceof CelDuration || value instanceof CelOptional);
}

/** Own fields only: nothing inherited can be reached, whatever the name (`constructor`, `__proto__`). */
export function ownField(value: CelValue | undefined, name: string): CelValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? (value as CelObject)[name] : undefined;
}

/** Sets an own field whatever its name. */
export function setField(target: CelObject, name: string, value: CelValue): void {
  if (name === "__proto__") Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
