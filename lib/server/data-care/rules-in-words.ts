import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";

/** Rules as an audit row tells them. */
export function rulesInWords(rules: readonly FieldRule[]): string[] {
  return rules.map(({ path, action }) => (action === "hide" ? path : `${path}, all but the last 4`));
}
