import { Moment } from "#components/ui/moment.tsx";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import { formerOf } from "./former-of.ts";

/** That a webhook's former secret counts as well, and how that ends. */
export function FormerSecret({ settings, isDropped, onDrop }: { settings: Connection["settings"]; isDropped: boolean; onDrop: () => void }) {
  const former = formerOf(settings);
  if (former === null) return null;
  if (isDropped) return <p className="muted" role="status">The former secret is dropped when you save.</p>;
  return (
    <p className="row wrap">
      <span className="muted">The former secret counts {former.until === null ? "until it is dropped" : <>until <Moment iso={former.until} /></>}.</span>
      <button type="button" className="link" onClick={onDrop}>Drop it</button>
    </p>
  );
}
