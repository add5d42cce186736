import type { DataType } from "#lib/flow/data-types/data-type.ts";

/** Times and durations while an expression is looked at; as JSON both are text. No JSON Schema has these formats. */
export const timeType: DataType = { kind: "string", format: "cel:time" };
export const durationType: DataType = { kind: "string", format: "cel:duration" };
