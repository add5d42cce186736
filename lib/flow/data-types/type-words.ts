import type { DataType } from "./data-type.ts";

/** A type as people say it: “text”, “a list of numbers”. */
export function typeWords(type: DataType): string {
  switch (type.kind) {
    case "any":
      return "anything";
    case "null":
      return "nothing";
    case "boolean":
      return "yes or no";
    case "number":
      return "a number";
    case "string":
      return "text";
    case "list":
      return type.of.kind === "any" ? "a list" : `a list of ${typeWords(type.of)}`;
    case "object":
      return "an object";
    case "union":
      return type.of.map(typeWords).join(" or ");
  }
}
