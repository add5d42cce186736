"use client";

import Link from "next/link";
import { errorWords } from "#components/runs/error-words.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import type { EventDetail } from "#lib/contracts/events.schema.ts";
import { deliveryState, heldInWords } from "./delivery-words.ts";

type Row = EventDetail["deliveries"][number];

export interface DeliveryTableProps {
  deliveries: readonly Row[];
  names: ReadonlyMap<string, string>;
}

/** What became of an event at each flow, round by round, and why what is held waits. */
export function DeliveryTable({ deliveries, names }: DeliveryTableProps) {
  const { slug } = useWorkspace();
  return (
    <table className="tbl ev-deliveries">
      <caption className="vh">Deliveries by flow and round</caption>
      <thead><tr><th scope="col">Flow</th><th scope="col">State</th><th scope="col">Round</th><th scope="col">Since</th><th scope="col">What came of it</th></tr></thead>
      <tbody>
        {deliveries.map((delivery) => {
          const { mark, word } = deliveryState(delivery);
          return (
            <tr key={delivery.id}>
              <th scope="row"><Link href={`/w/${slug}/flows/${delivery.flow}`} prefetch={false}>{names.get(delivery.flow) ?? "A deleted flow"}</Link></th>
              <td><StatusLabel mark={mark}>{word}</StatusLabel></td>
              <td className="data" data-label="round">{delivery.round + 1}</td>
              <td><Moment iso={delivery.createdAt} /></td>
              <td><Outcome delivery={delivery} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Outcome({ delivery: { problem, failure, held, run, taken, replayedBy } }: { delivery: Row }) {
  const { slug } = useWorkspace();
  const link = (id: string, words: string) => <Link href={`/w/${slug}/runs/${id}`} prefetch={false}>{words}</Link>;
  if (problem !== null) return <span>Its filter could not be evaluated. {problem} Change “Only if” in the flow, then deliver it again.</span>;
  if (held) return <span>{heldInWords(held)}{held.run === null ? null : <> {link(held.run, "Open that run")}</>}</span>;
  if (run === null) return <span className="muted">It was kept for as long as the workspace keeps events, and started nothing.</span>;
  if (taken === "replaced") return <span>A later one stands for it: {link(run, "open its run")}</span>;
  return <span>{failure ? <Failure failure={failure} /> : null}{link(run, taken === "listed" ? "Open the run of its list" : "Open the run")}{replayedBy === null ? null : <> {link(replayedBy, "Done again")}</>}</span>;
}

/** The step and what it met; who may not see messages reads the kind of failure. */
function Failure({ failure: { step, error } }: { failure: NonNullable<Row["failure"]> }) {
  return <>{step === null ? null : <b>{step}: </b>}{error.withheld === true ? <>{errorWords(error.class).kind} <span className="data faint">{error.code}</span></> : error.message} </>;
}
