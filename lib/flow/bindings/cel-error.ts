import type { Path } from "../document.schema.ts";

/**
 * Why an expression gave no value: `missing` (a path leads to nothing, SEMANTICS graph-2), `invalid` (a value does not
 * suit what is done with it), `cost` (stopped at its limits: the caller may try again with those of the sandbox).
 */
export class CelError extends Error {
  readonly code: "missing" | "invalid" | "cost";
  /** `missing`: the node whose output was read; undefined below a loop's variable. */
  readonly node: string | undefined;
  /** `missing`: what was looked for, as far as it is known before it is evaluated. */
  readonly path: Path | undefined;

  constructor(code: "missing" | "invalid" | "cost", message: string, where: { node?: string | undefined; path?: Path } = {}) {
    super(message);
    this.name = "CelError";
    this.code = code;
    this.node = where.node;
    this.path = where.path;
  }

  get missing(): boolean {
    return this.code === "missing";
  }
}
