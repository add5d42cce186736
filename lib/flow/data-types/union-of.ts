import type { DataType } from "./data-type.ts";

function textOf(type: DataType): string {
  switch (type.kind) {
    case "list":
      return `list(${textOf(type.of)})`;
    case "union":
      return `union(${type.of.map(textOf).toSorted().join(",")})`;
    case "object":
      return `object(${type.open},${Object.entries(type.fields).map(([name, field]) => `${JSON.stringify(name)}${field.optional ? "?" : ""}:${textOf(field.type)}`).toSorted().join(",")})`;
    default:
      return type.kind;
  }
}

/** One type that covers all of these; nothing at all is `any`, because nothing is known of it. */
export function unionOf(types: readonly DataType[]): DataType {
  const flat = types.flatMap((type) => (type.kind === "union" ? type.of : [type]));
  if (flat.length === 0 || flat.some((type) => type.kind === "any")) return { kind: "any" };
  const distinct = [...new Map(flat.map((type) => [textOf(type), type])).values()];
  const [first] = distinct;
  return distinct.length === 1 && first ? first : { kind: "union", of: distinct };
}
