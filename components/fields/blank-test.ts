import type { Binding, Condition } from "#lib/flow/document.schema.ts";

/** A side of a test that nothing has been written into yet. */
export const nothing: Binding = { kind: "literal", value: "" };

/** A condition always has a test: this is what it begins with. */
export const blankTest: Condition["tests"][number] = { left: nothing, operator: "equals", right: nothing };
