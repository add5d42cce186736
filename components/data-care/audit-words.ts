import type { AuditEntry } from "#lib/contracts/data-care.schema.ts";

/** Such as `Run: reveal` for `run.reveal`: the words of an action are those of its name. */
export function auditWords(action: string): string {
  const [noun = "", ...verb] = action.split(".").map((part) => part.replaceAll(/[-_]/g, " ").replace(/^api /, "API "));
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}: ${verb.join(" ")}`;
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(String).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value);
}

/** Which rules came and went: `hidden: **.iban; shown again: customer.email`. */
function ruleChange(before: string[], after: string[]): string[] {
  const come = after.filter((rule) => !before.includes(rule));
  const gone = before.filter((rule) => !after.includes(rule));
  return [...(come.length > 0 ? [`hidden: ${come.join(", ")}`] : []), ...(gone.length > 0 ? [`no longer hidden so: ${gone.join(", ")}`] : [])];
}

/** What an entry says of itself: of a reveal the step, the place and the reason. */
export function auditDetails({ action, details }: Pick<AuditEntry, "action" | "details">): string {
  const { before, after, ...others } = details;
  if (action === "run.reveal") {
    const { step, part, path, reason } = details;
    const place = isList(path) && path.length > 0 ? `“${path.join(".")}”` : "all";
    return `${place} of the ${String(part)}${typeof step === "string" ? ` of ${step}` : ""}${typeof reason === "string" && reason !== "" ? `. Reason: ${reason}` : ", without a reason"}`;
  }
  const rules = isList(before) && isList(after);
  const shown = Object.entries(rules ? others : details).filter(([, value]) => value !== null && value !== "");
  return [...(rules ? ruleChange(before, after) : []), ...shown.map(([name, value]) => `${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}: ${inWords(value)}`)].join("; ");
}
