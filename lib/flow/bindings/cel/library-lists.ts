import { CelError } from "../cel-error.ts";
import type { Implementation } from "./implementation.ts";
import { CelOptional, celNone, type CelValue, kindOf, kindWords } from "./cel-value.ts";
import { charge, type Frame, keysOf, limitItems } from "./frame.ts";
import { isEqual } from "./operators.ts";

function chargeList(frame: Frame, items: number): void {
  limitItems(frame, items);
  charge(frame, 1 + items);
}

function distinct(frame: Frame, list: readonly CelValue[]): CelValue[] {
  chargeList(frame, list.length);
  const scalars = new Set<CelValue>();
  const others: CelValue[] = [];
  return list.filter((item) => {
    charge(frame, typeof item === "string" ? 4 + item.length / 64 : 4);
    if (typeof item !== "object" || item === null) return scalars.size < scalars.add(item).size;
    if (others.some((other) => isEqual(other, item, frame))) return false;
    others.push(item);
    return true;
  });
}

function sort(frame: Frame, list: readonly CelValue[]): CelValue[] {
  chargeList(frame, list.length);
  const [first] = list;
  const kind = first === undefined ? "number" : kindOf(first);
  let chars = 0;
  for (const item of list) {
    if (kindOf(item) !== kind || (kind !== "number" && kind !== "text" && kind !== "time")) {
      throw new CelError("invalid", `“sort” takes numbers only, texts only or times only, not ${kindWords[kindOf(item)]}${kindOf(item) === kind ? "" : ` beside ${kindWords[kind]}`}.`);
    }
    if (typeof item === "string") chars += item.length;
  }
  charge(frame, (list.length + chars / 64) * Math.log2(list.length + 1));
  return list.toSorted((one, other) => ((one as number) < (other as number) ? -1 : (one as number) > (other as number) ? 1 : 0));
}

function flatten(frame: Frame, list: readonly CelValue[]): CelValue[] {
  chargeList(frame, list.length);
  const items = list.reduce((sum: number, item) => sum + (Array.isArray(item) ? item.length : 1), 0);
  chargeList(frame, items);
  return list.flat() as CelValue[];
}

export const listFunctions: { [Name in "distinct" | "first" | "flatten" | "keys" | "last" | "reverse" | "slice" | "sort"]: Implementation<Name> } = {
  distinct,
  first: (_frame, list) => (list[0] === undefined ? celNone : new CelOptional(list[0])),
  flatten,
  keys: keysOf,
  last: (_frame, list) => {
    const item = list.at(-1);
    return item === undefined ? celNone : new CelOptional(item);
  },
  reverse: (frame, list) => (chargeList(frame, list.length), list.toReversed()),
  slice: (frame, list, start, end) => {
    for (const at of [start, end ?? start]) if (!Number.isSafeInteger(at) || at < 0) throw new CelError("invalid", `“slice” takes whole numbers from 0 on, not ${at}.`);
    const items = list.slice(start, end);
    chargeList(frame, items.length);
    return items;
  },
  sort,
};
