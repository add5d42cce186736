"use client";

import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ApprovalDetails } from "#components/approvals/approval-details.tsx";
import { ApprovalForm } from "#components/approvals/approval-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type Decision, runMutations } from "#lib/client/mutations/run-mutations.ts";
import type { Ask } from "#lib/contracts/approvals.schema.ts";
import type { Wait } from "#lib/contracts/runs.schema.ts";
import type { Json } from "#lib/json.ts";
import { Remaining } from "./remaining.tsx";

interface Choice {
  decision: Decision;
  label: string;
  means: string;
}

const choices: readonly Choice[] = [
  { decision: "fail", label: "Fail the step", means: "Its error path is taken when one is drawn." },
  { decision: "done", label: "It happened: go on", means: "The flow goes on without its answer." },
  { decision: "repeat", label: "Repeat it", means: "It is sent again, and may then have happened twice." },
];

export interface WaitCardProps {
  run: string;
  wait: Wait & { kind: "approval" | "effect" };
  step: string;
}

interface DecideProps {
  wait: WaitCardProps["wait"];
  decide: UseMutationResult<unknown, Error, { wait: string; decision: Decision; comment?: string; values?: Record<string, Json> }>;
}

function EffectChoices({ wait, decide }: DecideProps) {
  const [comment, setComment] = useState("");
  return (
    <>
      <div className="rn-decide">
        <Field label="Comment, kept with the decision">
          {(control) => <TextInput {...control} maxLength={2_000} value={comment} onChange={(event) => setComment(event.currentTarget.value)} />}
        </Field>
        {choices.map(({ decision, label, means }) => (
          <Button key={decision} title={means} busy={decide.isPending} onClick={() => decide.mutate({ wait: wait.id, decision, comment })}>{label}</Button>
        ))}
      </div>
      <ul className="small muted">{choices.map(({ label, means }) => <li key={label}><b>{label}</b>: {means}</li>)}</ul>
      <FormError error={decide.error} />
    </>
  );
}

function ApprovalLink({ link, ask }: { link: string; ask: Ask }) {
  return (
    <div className="row ap-link">
      <CopyButton text={link} label="Copy the link" worded look="plain" />
      <span className="small muted">{ask.who === "link" ? "Anybody who has it may decide, without an account." : "Members who sign in may decide there."}</span>
    </div>
  );
}

/** Something only a person can answer: an approval, or what became of an effect of unknown outcome. */
export function WaitCard({ run, wait, step }: WaitCardProps) {
  const { slug, may, role } = useWorkspace();
  const decide = useMutation(runMutations(slug, run).decide);
  const title = useId();
  const { ask } = wait;
  return (
    <section className="rn-wait" aria-labelledby={title}>
      <div className="row">
        <StatusMark mark="waiting" />
        <h2 id={title} className="h-body grow">{wait.name}</h2>
      </div>
      {wait.kind === "effect" ? <p>Its request left, and no answer came. Look on the other side whether it happened, then decide.</p> : <p className="small muted">Asked by {step}.</p>}
      {wait.expiresAt === null ? null : <p className="small">Waits until <Remaining until={wait.expiresAt} />.</p>}
      {ask === null ? (wait.details === null ? null : <JsonTree value={wait.details} label={`Details of ${wait.name}`} />) : <ApprovalDetails message={ask.message} details={wait.details} />}
      {may("runs:start") ? (
        ask === null ? <EffectChoices wait={wait} decide={decide} /> : (
          <>
            <ApprovalForm ask={ask} asksName={false} busy={decide.isPending} error={decide.error} onDecide={({ decision, comment, values }) => decide.mutate({ wait: wait.id, decision, comment, values })} />
            {wait.link === null ? null : <ApprovalLink link={wait.link} ask={ask} />}
          </>
        )
      ) : (
        <p className="small muted">Your role, {role}, cannot decide it; an editor can.</p>
      )}
    </section>
  );
}
