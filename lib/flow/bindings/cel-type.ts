import { anyType, type DataType } from "../data-types/data-type.ts";
import type { CelTypeProblem } from "./cel/cel-type-problem.ts";
import { inferType } from "./cel/infer-type.ts";
import type { CelReading } from "./read-cel.ts";

function asJson(type: DataType): DataType {
  switch (type.kind) {
    case "string":
      if (type.format === "cel:time") return { kind: "string", format: "date-time" };
      return type.format === "cel:duration" ? { kind: "string" } : type;
    case "list":
      return { kind: "list", of: asJson(type.of) };
    case "union":
      return { kind: "union", of: type.of.map(asJson) };
    case "object":
      return { ...type, fields: Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, { ...field, type: asJson(field.type) }])) };
    default:
      return type;
  }
}

/**
 * What an expression gives, from what the nodes give, and what cannot go well whatever they give. What is not known is
 * `any` and no problem.
 */
export function typeOfCel(reading: CelReading, typeOfNode: (id: string) => DataType | undefined): { type: DataType; problems: CelTypeProblem[] } {
  const problems: CelTypeProblem[] = [];
  const { type } = inferType(reading.tree, { typeOfNode: (id) => typeOfNode(id) ?? anyType, variables: new Map(), report: (problem) => void problems.push(problem) });
  return { type: asJson(type), problems };
}
