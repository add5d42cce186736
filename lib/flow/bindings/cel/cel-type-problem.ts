import type { Path } from "#lib/flow/document.schema.ts";

export interface CelTypeProblem {
  message: string;
  /** With `node`: the path that leads to nothing. */
  path?: Path;
  node?: string;
}
