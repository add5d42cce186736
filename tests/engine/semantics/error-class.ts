/** The class that a refusal has, by its status (SEMANTICS step-3 builds on it): written apart from the engine's own table. */
export function classOf(status: number): string {
  if (status === 401) return "auth";
  if (status === 403) return "permission";
  if (status === 404 || status === 410) return "not_found";
  if (status === 409 || status === 412) return "conflict";
  if (status === 429) return "rate_limit";
  if (status === 408 || status >= 500) return "transient";
  return "validation";
}

export function isTransient(errorClass: string): boolean {
  return errorClass === "transient" || errorClass === "rate_limit";
}
