const connectionCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);

/** Whether a statement failed because the database is away or restarting, not because of what it says (PostgreSQL, appendix A). */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (connectionCodes.has(code) || /^(08|57P|53)/.test(code) || code === "40001" || code === "40P01") return true;
  return code === "" && /connection|timeout exceeded/i.test(error.message);
}
