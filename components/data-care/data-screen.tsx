"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";
import { dataCareQuery } from "#lib/client/queries/workspace.ts";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import { FieldRulesEditor } from "./field-rules-editor.tsx";
import { KeepSection } from "./keep-section.tsx";

interface Care {
  rules: FieldRule[];
  viewersSeeValues: boolean;
  keepEventsDays: number;
}

/** What of the workspace's data is shown, and to whom. */
export function DataScreen() {
  const { slug } = useWorkspace();
  const care = useQuery(dataCareQuery(slug));
  const [wasSaved, setWasSaved] = useState(false);
  return (
    <>
      <section className="sec pg-narrow">
        <div className="sec-head">
          <h2>Data</h2>
          <p className="muted">Payloads are stored as they are, so that a run can go on after a restart. What is listed here is masked wherever they are shown: pages, API, logs, samples, approvals. A rule counts for old runs too.</p>
        </div>
        {care.isPending ? <Skeleton label="Reading the rules" rows={3} /> : null}
        {care.isError && !care.data ? <ErrorState title="The rules did not load" onRetry={() => void care.refetch()}>{errorText(care.error)}</ErrorState> : null}
        {care.data ? <DataForm key={JSON.stringify(care.data)} care={care.data} wasSaved={wasSaved} onSave={() => setWasSaved(true)} /> : null}
      </section>
      <KeepSection />
    </>
  );
}

function DataForm({ care, wasSaved, onSave }: { care: Care; wasSaved: boolean; onSave: () => void }) {
  const { slug, may, role } = useWorkspace();
  const [rules, setRules] = useState<readonly FieldRule[]>(care.rules);
  const [viewersSee, setViewersSee] = useState(care.viewersSeeValues);
  const [daysText, setDaysText] = useState(String(care.keepEventsDays));
  const days = Number(daysText);
  const isDays = Number.isInteger(days) && days >= 1 && days <= 365;
  const save = useMutation(workspaceMutations(slug).careForData);
  const manages = may("data:manage");
  const isChanged = days !== care.keepEventsDays || viewersSee !== care.viewersSeeValues || JSON.stringify(rules) !== JSON.stringify(care.rules);
  const shownAgain = care.rules.filter((rule) => !rules.some((own) => own.path === rule.path)).map(({ path }) => path);
  const shortened = care.rules.filter((rule) => rule.action === "hide" && rules.some((own) => own.path === rule.path && own.action === "last4")).map(({ path }) => path);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isDays) save.mutate({ rules: [...rules], viewersSeeValues: viewersSee, keepEventsDays: days }, { onSuccess: onSave });
  }
  return (
    <form className="form-rows" onSubmit={submit}>
      <h3 className="h-body">Hidden in all flows</h3>
      <FieldRulesEditor rules={rules} onRules={setRules} mayLoosen={() => true} disabled={!manages} />
      {manages ? null : <p className="small muted">Your role, {role}, can look at the list; an admin or owner changes it.</p>}
      <h3 className="h-body">Viewers</h3>
      <Checkbox label="Viewers see values" hint="Else they see names, types and lengths of payloads, and errors without their messages. Hidden fields stay hidden either way." checked={viewersSee} disabled={!manages} onChange={(event) => setViewersSee(event.currentTarget.checked)} />
      <h3 className="h-body">Events</h3>
      <Field label="Keep events for so many days" hint="So long they can be looked at and sent again, an id that comes again is a duplicate, and paused flows collect." error={isDays ? null : "A whole number from 1 to 365."}>
        {(control) => <TextInput {...control} data inputMode="numeric" value={daysText} disabled={!manages} onChange={(event) => setDaysText(event.currentTarget.value)} />}
      </Field>
      {shownAgain.length > 0 ? <Notice mark="warning" live>Once you save, {shownAgain.map((path, at) => <span key={path}>{at > 0 ? ", " : ""}<span className="data">{path}</span></span>)} {shownAgain.length === 1 ? "is" : "are"} shown again to everyone who may see payloads, in old runs too.</Notice> : null}
      {shortened.length > 0 ? <Notice mark="warning" live>Once you save, the last 4 characters of {shortened.map((path, at) => <span key={path}>{at > 0 ? ", " : ""}<span className="data">{path}</span></span>)} are shown, in old runs too.</Notice> : null}
      <FormError error={save.error} />
      {manages ? (
        <div className="form-end">
          <Button type="submit" look="ink" busy={save.isPending} disabled={!isChanged || !isDays}>Save</Button>
          <span role="status">{isChanged ? <StatusLabel mark="warning">Unsaved changes</StatusLabel> : wasSaved ? <StatusLabel mark="success">Saved</StatusLabel> : null}</span>
        </div>
      ) : null}
    </form>
  );
}
