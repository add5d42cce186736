import { hiddenMark } from "./field-rule.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

const mostItems = 20;
const deepest = 50;

/** A name that somebody wrote, not a value used as one: short, without @ and long numbers. */
function isName(key: string): boolean {
  return key.length <= 60 && /^[\p{L}_$][\p{L}\p{N}_$.: -]*$/u.test(key) && !/\d{4}/u.test(key);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

/** A value without its values: the same names, with the type and length of what is there and not masked. Of a list the first 20 items. */
export function shapeOf(value: Json, depth = 0): Json {
  if (value === null) return "nothing";
  if (typeof value === "string") return value.includes(hiddenMark) ? "hidden by a rule" : `text, ${counted(value.length, "character")}`;
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "true or false";
  if (depth >= deepest) return "more";
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => shapeOf(item, depth + 1));
    return value.length > mostItems ? [...items, `and ${counted(value.length - mostItems, "more item", "more items")}`] : items;
  }
  const shape: JsonObject = {};
  for (const [index, [key, part]] of Object.entries(isJsonObject(value) ? value : {}).entries()) {
    Object.defineProperty(shape, isName(key) ? key : `name ${index + 1}, ${counted(key.length, "character")}`, { value: shapeOf(part, depth + 1), enumerable: true, configurable: true, writable: true });
  }
  return shape;
}
