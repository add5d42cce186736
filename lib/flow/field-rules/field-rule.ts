export const fieldActions = ["hide", "last4"] as const;
export type FieldAction = (typeof fieldActions)[number];

/** A field that nobody is shown: by its path, wherever a payload goes out. */
export interface FieldRule {
  /** Such as `customer.email`, `items[].card` or, at any depth, `**.iban`. */
  path: string;
  /** All of it, or all but the last four characters. */
  action: FieldAction;
}

/** Stands where something is hidden. */
export const hiddenMark = "••••";

/** What is shown in place of a value. Four characters of a short one would be most of it. */
export function maskOf(value: unknown, action: FieldAction): string {
  const text = typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
  return action === "last4" && text.length >= 8 ? `${hiddenMark}${text.slice(-4)}` : hiddenMark;
}
