import type { RunError } from "./run-error.ts";

/** What kind of failure each class is, in words. */
export const errorKinds: Record<RunError["class"], string> = {
  auth: "The credential was refused",
  permission: "Not allowed",
  validation: "The request was refused as invalid",
  not_found: "The target does not exist",
  conflict: "It conflicts with what is there",
  rate_limit: "Too many calls",
  transient: "A passing failure",
  provider: "The other system failed",
  fatal: "The step cannot succeed as it is set",
  reference_missing: "A value it needs is not there",
  egress_blocked: "The target is not allowed",
  quarantined: "Set aside",
  internal: "Millrace failed",
};
