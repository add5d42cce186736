import { HiddenKey } from "#components/runs/hidden-key.tsx";
import type { Event } from "#lib/contracts/events.schema.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";

/** What an event is told from others by; several flows may call the same thing differently, and it is said once. */
export function EventKeys({ keys }: { keys: Event["keys"] }) {
  const values = [...new Set(Object.values(keys))];
  if (values.length === 0) return null;
  const names = Object.entries(keys).map(([name, value]) => `${name} ${value}`).join(", ");
  return <span className="ev-keys" title={names.includes(hiddenMark) ? undefined : names}>{values.map((value) => (value.includes(hiddenMark) ? <HiddenKey key={value} value={value} /> : <span key={value} className="data cut">{value}</span>))}</span>;
}
