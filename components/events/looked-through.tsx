import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { listEvents } from "#lib/contracts/events.schema.ts";

/** How far a search for a text has come: not finding it says nothing about older events. */
export function LookedThrough({ pages }: { pages: readonly AnswerOf<typeof listEvents>[] }) {
  const looked = pages.reduce((sum, page) => sum + (page.looked?.events ?? 0), 0);
  const closed = pages.reduce((sum, page) => sum + (page.looked?.closed ?? 0), 0);
  const to = pages.at(-1)?.looked?.to ?? null;
  const isAll = pages.at(-1)?.next === null;
  return (
    <p className="small muted" role="status">
      {isAll ? `All ${looked} events were looked through.` : `${looked} events were looked through${to === null ? "" : `, back to ${new Date(to).toLocaleString("en", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false })}`}.`}
      {closed > 0 ? ` ${closed} that flows published were left out, because a field rule holds for them.` : ""} New events are not added to this list.
    </p>
  );
}
