"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChangeLine } from "#components/runs/change-line.tsx";
import { saidBy } from "#components/runs/said-by.ts";
import { starterInWords } from "#components/runs/starter-words.ts";
import { useMemberNames } from "#components/runs/use-member-names.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { useSeen } from "#components/ui/use-seen.ts";
import { lastChangeQuery } from "#lib/client/queries/flows.ts";
import { runQuery } from "#lib/client/queries/runs.ts";
import type { FailureGroup } from "#lib/contracts/failures.schema.ts";

/** What the other system said, and what was changed last before it began to fail: read once, when the row is seen. */
export function FailureFacts({ group }: { group: FailureGroup }) {
  const { slug, may } = useWorkspace();
  const [ref, seen] = useSeen<HTMLDivElement>();
  // One example is enough, however many come while the page is open.
  const [example] = useState(group.lastRun);
  const run = useQuery({ ...runQuery(slug, example), enabled: seen && group.error.node !== undefined, staleTime: Number.POSITIVE_INFINITY });
  const change = useQuery({ ...lastChangeQuery(slug, group.flow.id, group.firstAt), enabled: seen && may("flows:read") }).data ?? null;
  const names = useMemberNames(change === null ? [] : [change.by]);
  const step = run.data?.steps.find(({ node }) => node === group.error.node);
  const said = step === undefined ? null : saidBy(step);
  return (
    <div ref={ref} className="small fl-facts">
      {said === null || group.error.message.includes(said) ? null : <p>The reply says: <b>“{said}”</b></p>}
      {change === null ? null : <p className="muted">Last change before: <ChangeLine change={change} flow={group.flow.id} who={starterInWords(change.by, names)} />, <Moment iso={change.at} /></p>}
    </div>
  );
}
