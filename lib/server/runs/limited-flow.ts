import type { Pattern } from "#lib/flow/pattern.ts";
import type { Limits } from "../events/limits.ts";

/** A published flow whose runs wait in a line. */
export interface LimitedFlow {
  workspaceId: string;
  flowId: string;
  version: number;
  pattern: Pattern;
  limits: Limits;
}
