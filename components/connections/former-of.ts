import type { Connection } from "#lib/contracts/connections.schema.ts";
import { isJsonObject } from "#lib/json.ts";

/** For how long a webhook's former secret counts: hours, until it is dropped, or no longer. */
export type FormerChoice = "drop" | "1" | "24" | "168" | "ever";

/** What is sent of the choice when a secret is replaced. */
export function keptFormer(choice: FormerChoice): { formerSecret?: { keepHours: number | null } } {
  if (choice === "drop") return {};
  return { formerSecret: { keepHours: choice === "ever" ? null : Number(choice) } };
}

/** The former secret of a webhook while there is one; `until` null: until it is dropped. */
export function formerOf(settings: Connection["settings"]): { until: string | null } | null {
  const { former } = settings;
  if (!isJsonObject(former)) return null;
  const { until } = former;
  return { until: typeof until === "string" ? until : null };
}
