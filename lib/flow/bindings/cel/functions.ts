import type { DataType } from "#lib/flow/data-types/data-type.ts";
import { unionOf } from "#lib/flow/data-types/union-of.ts";
import type { CelKind } from "./cel-value.ts";
import { durationType, timeType } from "./time-type.ts";

/** What a parameter takes; the words are for the message when it gets something else. */
export const parameters = {
  any: { kinds: null, words: "any value" },
  text: { kinds: ["text"], words: "text" },
  number: { kinds: ["number"], words: "a number" },
  list: { kinds: ["list"], words: "a list" },
  object: { kinds: ["object"], words: "an object" },
  time: { kinds: ["time"], words: "a time; write timestamp(…) around text" },
  clock: { kinds: ["time", "duration"], words: "a time or a duration; write timestamp(…) around text" },
  optional: { kinds: ["optional"], words: "a value that may be missing, as .?name gives" },
  sized: { kinds: ["text", "list", "object"], words: "text, a list or an object" },
  searched: { kinds: ["text", "list"], words: "text or a list" },
  summed: { kinds: ["number", "list"], words: "numbers, or one list of them" },
  scalar: { kinds: ["text", "number", "boolean", "time", "duration"], words: "text, a number, yes or no, a time or a duration" },
  instant: { kinds: ["text", "number", "time"], words: "text such as “2026-05-31T12:00:00Z”, or seconds since 1970" },
  span: { kinds: ["text", "duration"], words: "text such as “90m” or “1h30m”" },
} as const satisfies { [name: string]: { kinds: readonly CelKind[] | null; words: string } };

export type Parameter = keyof typeof parameters;

interface CelFunction {
  takes: readonly Parameter[];
  /** Parameters that may be left out. */
  may?: readonly Parameter[];
  /** The last parameter may be given any number of times. */
  repeats?: true;
  gives: (args: readonly DataType[]) => DataType;
}

const text = (): DataType => ({ kind: "string" });
const number = (): DataType => ({ kind: "number" });
const whole = (): DataType => ({ kind: "number", integer: true });
const truth = (): DataType => ({ kind: "boolean" });
const any = (): DataType => ({ kind: "any" });
const texts = (): DataType => ({ kind: "list", of: { kind: "string" } });
const same = ([type]: readonly DataType[]): DataType => type ?? { kind: "any" };
const itemOf = ([type]: readonly DataType[]): DataType => (type?.kind === "list" ? type.of : { kind: "any" });

function flat([type]: readonly DataType[]): DataType {
  if (type?.kind !== "list") return { kind: "list", of: { kind: "any" } };
  const parts = type.of.kind === "union" ? type.of.of : [type.of];
  return { kind: "list", of: unionOf(parts.map((part) => (part.kind === "list" ? part.of : part))) };
}

const calendar = { takes: ["clock"], may: ["text"], gives: whole } as const;
const date = { takes: ["time"], may: ["text"], gives: whole } as const;

/** Every function, whichever way it is called: `lower(name)` and `name.lower()` are the same. */
export const celFunctions = {
  size: { takes: ["sized"], gives: whole },
  string: { takes: ["scalar"], gives: text },
  int: { takes: ["scalar"], gives: whole },
  double: { takes: ["scalar"], gives: number },
  bool: { takes: ["scalar"], gives: truth },
  type: { takes: ["any"], gives: text },
  dyn: { takes: ["any"], gives: any },

  lower: { takes: ["text"], gives: text },
  lowerAscii: { takes: ["text"], gives: text },
  upper: { takes: ["text"], gives: text },
  upperAscii: { takes: ["text"], gives: text },
  trim: { takes: ["text"], gives: text },
  contains: { takes: ["searched", "any"], gives: truth },
  startsWith: { takes: ["text", "text"], gives: truth },
  endsWith: { takes: ["text", "text"], gives: truth },
  indexOf: { takes: ["text", "text"], may: ["number"], gives: whole },
  lastIndexOf: { takes: ["text", "text"], gives: whole },
  charAt: { takes: ["text", "number"], gives: text },
  substring: { takes: ["text", "number"], may: ["number"], gives: text },
  replace: { takes: ["text", "text", "text"], gives: text },
  split: { takes: ["text", "text"], gives: texts },
  join: { takes: ["list"], may: ["text"], gives: text },
  re2Matches: { takes: ["text", "text"], gives: truth },

  abs: { takes: ["number"], gives: same },
  ceil: { takes: ["number"], gives: whole },
  floor: { takes: ["number"], gives: whole },
  round: { takes: ["number"], may: ["number"], gives: number },
  min: { takes: ["summed"], repeats: true, gives: number },
  max: { takes: ["summed"], repeats: true, gives: number },
  sum: { takes: ["list"], gives: number },

  distinct: { takes: ["list"], gives: same },
  first: { takes: ["list"], gives: itemOf },
  flatten: { takes: ["list"], gives: flat },
  keys: { takes: ["object"], gives: texts },
  last: { takes: ["list"], gives: itemOf },
  reverse: { takes: ["list"], gives: same },
  slice: { takes: ["list", "number"], may: ["number"], gives: same },
  sort: { takes: ["list"], gives: same },

  timestamp: { takes: ["instant"], gives: () => timeType },
  duration: { takes: ["span"], gives: () => durationType },
  getFullYear: date,
  getMonth: date,
  getDate: date,
  getDayOfMonth: date,
  getDayOfWeek: date,
  getDayOfYear: date,
  getHours: calendar,
  getMinutes: calendar,
  getSeconds: calendar,
  getMilliseconds: calendar,

  hasValue: { takes: ["optional"], gives: truth },
  value: { takes: ["optional"], gives: same },
  "optional.of": { takes: ["any"], gives: same },
  "optional.none": { takes: [], gives: any },
} as const satisfies { [name: string]: CelFunction };

export type CelFunctionName = keyof typeof celFunctions;

/** These give a value that may be missing. */
export const givesOptional: ReadonlySet<CelFunctionName> = new Set(["first", "last", "optional.of", "optional.none"]);

export function celFunction(name: CelFunctionName): CelFunction {
  return celFunctions[name];
}

export function isCelFunctionName(name: string): name is CelFunctionName {
  return Object.hasOwn(celFunctions, name);
}

/** The parameter that takes the argument at `index`; undefined past the last one. */
export function parameterAt(name: CelFunctionName, index: number): Parameter | undefined {
  const { takes, may = [], repeats } = celFunction(name);
  return [...takes, ...may][index] ?? (repeats ? takes.at(-1) : undefined);
}
