import type { LiteralType } from "./binding-parts.ts";

/** What plain text may stand for, as it is offered. */
export const literalTypes = [
  { value: "text", label: "text" },
  { value: "number", label: "number" },
  { value: "boolean", label: "yes/no" },
  { value: "json", label: "JSON" },
] as const satisfies readonly { value: LiteralType; label: string }[];
