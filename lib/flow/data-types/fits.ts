import type { DataType } from "./data-type.ts";

/**
 * Whether a value of one type may stand where another is asked for. Says no only when every value of it is refused:
 * what may or may not fit is left to the run.
 */
export function fits(given: DataType, wanted: DataType): boolean {
  if (given.kind === "any" || wanted.kind === "any") return true;
  if (given.kind === "union") return given.of.some((part) => fits(part, wanted));
  if (wanted.kind === "union") return wanted.of.some((part) => fits(given, part));
  if (given.kind === "list" && wanted.kind === "list") return fits(given.of, wanted.of);
  if (given.kind === "object" && wanted.kind === "object") {
    return Object.entries(wanted.fields).every(([name, field]) => {
      const own = Object.hasOwn(given.fields, name) ? given.fields[name] : undefined;
      return own ? fits(own.type, field.type) : field.optional === true || given.open;
    });
  }
  return given.kind === wanted.kind;
}
