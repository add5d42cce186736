"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { alertRulesQuery } from "#lib/client/queries/alerts.ts";
import type { AlertRule } from "#lib/contracts/alerts.schema.ts";
import { FirstRule } from "./first-rule.tsx";
import { OpenAlertsSection } from "./open-alerts-section.tsx";
import { RecentAlertsSection } from "./recent-alerts-section.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { RuleTable } from "./rule-table.tsx";

/** What is wrong, what was, and the rules that say what counts as wrong and who is told. */
export function AlertsScreen() {
  const { slug, may } = useWorkspace();
  const list = useQuery(alertRulesQuery(slug));
  const [editing, setEditing] = useState<AlertRule | "new" | null>(null);
  const { rules = [], emailProblem = null, takers = [] } = list.data ?? {};
  const mayChange = may("alerts:write");
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Alerts</h1></header>
      {list.isPending ? <Skeleton label="Reading alerts" rows={4} /> : null}
      {list.isError && !list.data ? <ErrorState title="The alert rules did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.data && rules.length === 0 ? (
        <FirstRule emailProblem={emailProblem} hasTakers={takers.length > 0} onNew={() => setEditing("new")} />
      ) : null}
      {rules.length > 0 ? (
        <>
          <OpenAlertsSection watched={rules.some(({ paused }) => !paused)} />
          <section className="sec" aria-labelledby="alert-rules">
            <div className="row wrap">
              <div className="sec-head grow">
                <h2 id="alert-rules">Rules</h2>
                {emailProblem === null ? null : <p className="muted">{emailProblem}</p>}
              </div>
              {mayChange ? <Button onClick={() => setEditing("new")}>New rule</Button> : null}
            </div>
            <RuleTable rules={rules} onEdit={setEditing} />
          </section>
          <RecentAlertsSection />
        </>
      ) : null}
      {editing !== null ? <RuleDialog rule={editing === "new" ? null : editing} emailProblem={emailProblem} takers={takers} onClose={() => setEditing(null)} /> : null}
    </main>
  );
}
