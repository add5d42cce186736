import type { Json } from "#lib/json.ts";
import { CelError } from "../cel-error.ts";
import { CelDuration, CelOptional, type CelObject, type CelValue, setField } from "./cel-value.ts";
import { charge, type Frame, keysOf, limitChars } from "./frame.ts";
import { durationText } from "./times.ts";

/**
 * The result as JSON: times as ISO text, durations as seconds (`5400s`), an optional as its value.
 * @throws CelError `missing` for an optional that is none, `cost` for more characters than the limits allow.
 */
export function giveJson(result: CelValue, frame: Frame): Json {
  let chars = 0;

  function count(length: number): void {
    charge(frame, 2 + length / 64);
    chars += length;
    limitChars(frame, chars);
  }

  function give(value: CelValue): Json {
    switch (typeof value) {
      case "string":
        count(value.length + 2);
        return value;
      case "number":
        count(4);
        // JSON knows no -0.
        return value + 0;
      case "boolean":
        count(4);
        return value;
      default:
        break;
    }
    count(2);
    if (value === null) return null;
    if (Array.isArray(value)) return (value as readonly CelValue[]).map(give);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof CelDuration) return durationText(value);
    if (value instanceof CelOptional) {
      const inner = value.get();
      if (inner === undefined) throw new CelError("missing", "The value is not there. Give a default with .orValue(…).");
      return give(inner);
    }
    const object: CelObject = {};
    for (const key of keysOf(frame, value as CelObject)) {
      count(key.length + 3);
      setField(object, key, give((value as CelObject)[key] ?? null));
    }
    return object as Json;
  }

  return give(result);
}
