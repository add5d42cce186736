"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { alertMutations } from "#lib/client/mutations/alert-mutations.ts";
import { alertRulesQuery } from "#lib/client/queries/alerts.ts";
import type { AlertRule } from "#lib/contracts/alerts.schema.ts";
import { OpenAlertsSection } from "./open-alerts-section.tsx";
import { RecentAlertsSection } from "./recent-alerts-section.tsx";
import { RuleDialog } from "./rule-dialog.tsx";
import { newDraft, newRuleOf } from "./rule-draft.ts";
import { RuleTable } from "./rule-table.tsx";

/** What is wrong, what was, and the rules that say what counts as wrong and who is told. */
export function AlertsScreen() {
  const { slug, may, role, user } = useWorkspace();
  const list = useQuery(alertRulesQuery(slug));
  const create = useMutation(alertMutations(slug).createRule);
  const [editing, setEditing] = useState<AlertRule | "new" | null>(null);
  const { rules = [], emailProblem = null, takers = [] } = list.data ?? {};
  const mayChange = may("alerts:write");
  const usual = newRuleOf(newDraft("failed", emailProblem === null ? user.email : null));
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Alerts</h1></header>
      {list.isPending ? <Skeleton label="Reading alerts" rows={4} /> : null}
      {list.isError && !list.data ? <ErrorState title="The alert rules did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.data && rules.length === 0 ? (
        <EmptyState
          title="No alert rules yet"
          action={mayChange ? (
            <div className="row wrap">
              <Button look="ink" busy={create.isPending} onClick={() => create.mutate(usual)}>Watch all flows for failures</Button>
              <Button onClick={() => setEditing("new")}>Another rule</Button>
            </div>
          ) : undefined}
        >
          A rule says what is wrong (failed, slow, late, silent, piling up) and who is told: once when it begins, once when it is over.{" "}
          {mayChange ? (emailProblem === null ? `The first button tells ${user.email}.` : `The first button shows failures here only. ${emailProblem}`) : `Your role, ${role}, can look at alerts; an editor makes rules.`}
        </EmptyState>
      ) : null}
      <FormError error={create.error} />
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
