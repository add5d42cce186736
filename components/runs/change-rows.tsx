"use client";

import { useState } from "react";
import { Moment } from "#components/ui/moment.tsx";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import { ChangeLine } from "./change-line.tsx";
import { type MemberNames, starterInWords } from "./starter-words.ts";

/** More at one place are opened by hand. */
const most = 4;

/** What was changed between two runs, as quiet rows of their table. */
export function ChangeRows({ changes, flow, names }: { changes: readonly FlowChange[]; flow: string; names: MemberNames }) {
  const [isOpen, setIsOpen] = useState(false);
  const shown = isOpen || changes.length <= most ? changes : changes.slice(0, most - 1);
  return (
    <>
      {shown.map((change) => (
        <tr key={change.id} className="rl-change">
          <td colSpan={5}><span className="rl-what"><ChangeLine change={change} flow={flow} who={starterInWords(change.by, names)} /><Moment iso={change.at} /></span></td>
          <td className="r-ver" /><td className="r-by" />
        </tr>
      ))}
      {shown.length < changes.length ? (
        <tr className="rl-change">
          <td colSpan={5}><button type="button" className="link small" onClick={() => setIsOpen(true)}>{changes.length - shown.length} more changes here</button></td>
          <td className="r-ver" /><td className="r-by" />
        </tr>
      ) : null}
    </>
  );
}
