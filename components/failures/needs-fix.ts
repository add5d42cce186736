const refused: ReadonlySet<string> = new Set(["auth", "permission", "validation", "not_found", "conflict", "fatal", "reference_missing", "egress_blocked", "quarantined"]);

/** Whether a failure of this class comes again with the same input, unless something was changed. */
export function needsFix(errorClass: string): boolean {
  return refused.has(errorClass);
}
