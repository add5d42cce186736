/** What an `error` port carries and a failed step shows (SEMANTICS graph-4). */
export interface RunError {
  class: "auth" | "permission" | "validation" | "not_found" | "conflict" | "rate_limit" | "transient" | "provider" | "fatal" | "reference_missing" | "egress_blocked" | "quarantined" | "internal";
  code: string;
  message: string;
  /** The failing node. */
  node?: string;
  attempts?: number;
  /** ISO time. */
  at?: string;
}
