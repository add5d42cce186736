import { TemplateCheck } from "#lib/contracts/templates.schema.ts";
import checks from "./checks.json" with { type: "json" };

const stored: ReadonlyMap<string, unknown> = new Map(Object.entries(checks));

/** What `npm run templates:check` found, of the version asked for; null when it has not looked at that one. */
export function galleryCheck(id: string, version: number): TemplateCheck | null {
  const check = TemplateCheck.safeParse(stored.get(id));
  return check.success && check.data.version === version ? check.data : null;
}
