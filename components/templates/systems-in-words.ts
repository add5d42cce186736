import type { TemplateSummary } from "#lib/contracts/templates.schema.ts";

type Systems = TemplateSummary["systems"];

/** Built in, with made-up data: nobody should take it for a shop or a CRM of their own. */
export function isSampleSystem(id: string): boolean {
  return id.startsWith("sample-");
}

/** `PostgreSQL`, and `To try out: Sample shop, Sample CRM`; null where there are none. */
export function systemsInWords(systems: Systems): { real: string | null; sample: string | null } {
  const named = (of: Systems) => (of.length === 0 ? null : of.map(({ title }) => title).join(", "));
  const sample = named(systems.filter(({ id }) => isSampleSystem(id)));
  return { real: named(systems.filter(({ id }) => !isSampleSystem(id))), sample: sample === null ? null : `To try out: ${sample}` };
}
