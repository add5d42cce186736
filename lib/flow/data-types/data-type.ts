/** What a value may be, as far as it is known before anything runs. `any` is what nobody has said anything about. */
export type DataType =
  | { kind: "any" }
  | { kind: "null" }
  | { kind: "boolean" }
  | { kind: "number"; integer?: true }
  | { kind: "string"; format?: string }
  | { kind: "list"; of: DataType }
  /** `open`: may have fields that are not named here. */
  | { kind: "object"; fields: { [name: string]: { type: DataType; optional?: true } }; open: boolean }
  | { kind: "union"; of: DataType[] };

export const anyType: DataType = { kind: "any" };
