"use client";

import { RotateCcw } from "lucide-react";
import Link from "next/link";
import type { KeyboardEvent } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import type { Delivery, Event } from "#lib/contracts/events.schema.ts";
import { deliveryState, isRedrivable, sourceInWords } from "./delivery-words.ts";
import { EventKeys } from "./event-keys.tsx";

/** What is done again: one cell, a row, or a column of what is shown. */
export interface RedriveTarget {
  event?: Event;
  flow?: { id: string; name: string };
}

export interface EventMatrixProps {
  events: readonly Event[];
  flows: readonly { id: string; name: string }[];
  /** Flows that events came from. */
  sources: readonly { id: string; name: string }[];
  onRedrive: (target: RedriveTarget) => void;
}

/** To the cell beside, above or below. */
function move(event: KeyboardEvent<HTMLAnchorElement>): void {
  const cell = event.currentTarget;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!step) return;
  event.preventDefault();
  const [row = 0, column = 0] = (cell.dataset["cell"] ?? "").split(" ").map(Number);
  const [down = 0, right = 0] = step;
  // Cells without a delivery are passed over.
  for (let far = 1; far <= 500; far += 1) {
    const next = cell.closest("table")?.querySelector<HTMLElement>(`[data-cell="${row + down * far} ${column + right * far}"]`);
    if (next) return next.focus();
  }
}

/** Rows are events, columns the flows that heard one of them. */
export function EventMatrix({ events, flows, sources, onRedrive }: EventMatrixProps) {
  const { slug, may } = useWorkspace();
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const mayRedrive = may("runs:start");
  return (
    <div className="ev-matrix" role="region" aria-label="Events by flow" tabIndex={0}>
      <table className="matrix">
        <caption className="vh">Events, newest first, and what became of each at each flow. Arrow keys move from cell to cell, Enter opens the run, R does a failed one again.</caption>
        <thead>
          <tr>
            <th scope="col" className="ev-event">Event</th>
            <th scope="col" className="ev-at">Received</th>
            <th scope="col" className="ev-from">From</th>
            {flows.map((flow) => (
              <th key={flow.id} scope="col" className="ev-flow">
                <span className="row"><Link className="cut" href={`/w/${slug}/flows/${flow.id}`} prefetch={false} title={flow.name}>{flow.name}</Link>
                  {mayRedrive && events.some(({ deliveries }) => deliveries.some((cell) => cell.flow === flow.id && isRedrivable(cell))) ? <IconButton label={`Redrive what failed in ${flow.name}`} icon={RotateCcw} onClick={() => onRedrive({ flow })} /> : null}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event, row) => {
            const cells = new Map(event.deliveries.map((delivery) => [delivery.flow, delivery]));
            return (
              <tr key={event.id}>
                <th scope="row" className="ev-event">
                  <span className="row"><Link className="cut" href={`/w/${slug}/events/${event.id}`} prefetch={false} title={event.id}>{event.name}</Link>
                    {mayRedrive && event.deliveries.filter(isRedrivable).length > 0 ? <IconButton label={`Redrive what failed of ${event.name}, ${event.id}`} icon={RotateCcw} onClick={() => onRedrive({ event })} /> : null}
                  </span>
                  <span className="ev-when only-narrow"><Moment iso={event.receivedAt} /></span>
                  <EventKeys keys={event.keys} />
                </th>
                <td className="ev-at"><Moment iso={event.receivedAt} /></td>
                <td className="ev-from cut">{sourceInWords(event.source, names)}</td>
                {flows.map((flow, column) => {
                  const delivery = cells.get(flow.id);
                  return <td key={flow.id} className="ev-cell">{delivery ? <Cell place={`${row} ${column}`} event={event} flow={flow} delivery={delivery} onRedrive={mayRedrive ? onRedrive : null} /> : <span className="faint" aria-label="Not heard">·</span>}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  place: string;
  event: Event;
  flow: { id: string; name: string };
  delivery: Delivery;
  onRedrive: EventMatrixProps["onRedrive"] | null;
}

/** Mark, word and, from the second round on, how often it was delivered; leads to the run, or to why there is none. */
function Cell({ place, event, flow, delivery, onRedrive }: CellProps) {
  const { slug } = useWorkspace();
  const { mark, word } = deliveryState(delivery);
  // What is read is in the name as it stands: who speaks to the machine says what is seen.
  const count = delivery.round > 0 ? `×${delivery.round + 1}` : "";
  const again = count === "" ? "" : `, delivered ${delivery.round + 1} times`;
  return (
    <Link
      className="cell" data-s={mark} data-cell={place} prefetch={false}
      href={delivery.run === null ? `/w/${slug}/events/${event.id}` : `/w/${slug}/runs/${delivery.run}`}
      aria-label={`${word}${count === "" ? "" : ` ${count}`}${delivery.taken === "listed" ? ", in a list" : ""}${again}: ${event.name} at ${flow.name}`}
      title={delivery.problem ?? undefined}
      onKeyDown={(key) => {
        move(key);
        if (key.key.toLowerCase() !== "r" || key.ctrlKey || key.metaKey || !onRedrive || !isRedrivable(delivery)) return;
        // The letter is not for the dialog's first field.
        key.preventDefault();
        onRedrive({ event, flow });
      }}
    >
      <StatusMark mark={mark} /><span className="ev-word">{word}</span>{count === "" ? null : <span className="data">{count}</span>}
    </Link>
  );
}
