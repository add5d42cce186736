import { errorKinds } from "#lib/flow/error-kinds.ts";
import type { RunError } from "#lib/flow/run-error.ts";

interface Words {
  /** What kind of failure it was. */
  kind: string;
  /** What is known about trying again, and what to do. */
  advice: string;
}

const words: Record<RunError["class"], Words> = {
  auth: { kind: errorKinds.auth, advice: "Retrying gets the same answer. Replace the credential of the connection." },
  permission: { kind: errorKinds.permission, advice: "The account of the connection lacks a right. Give it that right, or use another connection." },
  validation: { kind: errorKinds.validation, advice: "Retrying gets the same answer. Compare the request with what the system expects." },
  not_found: { kind: errorKinds.not_found, advice: "Check the address and the id in the step’s settings." },
  conflict: { kind: errorKinds.conflict, advice: "Something with the same key exists, or it changed meanwhile. Look at the target before trying again." },
  rate_limit: { kind: errorKinds.rate_limit, advice: "The system asked to slow down. Fewer calls at a time, or more attempts with longer waits, let it pass." },
  transient: { kind: errorKinds.transient, advice: "It may work later. More attempts in the step’s reliability settings bridge longer failures." },
  provider: { kind: errorKinds.provider, advice: "The failure is on their side. Look at the reply below." },
  fatal: { kind: errorKinds.fatal, advice: "Change the step’s settings." },
  reference_missing: { kind: errorKinds.reference_missing, advice: "A setting points at something this run did not have. Give the reference a default, or change it." },
  egress_blocked: { kind: errorKinds.egress_blocked, advice: "Private addresses are blocked. The instance admin can allow this one under Admin." },
  quarantined: { kind: errorKinds.quarantined, advice: "The run brought its process down several times and was stopped to protect the others." },
  internal: { kind: errorKinds.internal, advice: "This is a fault of the software, not of the flow. The server’s log has more under the run’s id." },
};

const unknown: Words = { kind: "Failed", advice: "The class of this failure is unknown. Look at the request and the reply." };

function isClass(value: string): value is RunError["class"] {
  return Object.hasOwn(words, value);
}

/** An error class in words. */
export function errorWords(errorClass: string): Words {
  return isClass(errorClass) ? words[errorClass] : unknown;
}
