"use client";

import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type Decision, runMutations } from "#lib/client/mutations/run-mutations.ts";
import type { Wait } from "#lib/contracts/runs.schema.ts";
import { Remaining } from "./remaining.tsx";

interface Choice {
  decision: Decision;
  label: string;
  means?: string;
}

const choices: Record<"approval" | "effect", readonly Choice[]> = {
  approval: [{ decision: "rejected", label: "Reject" }, { decision: "approved", label: "Approve" }],
  effect: [
    { decision: "fail", label: "Fail the step", means: "Its error path is taken when one is drawn." },
    { decision: "done", label: "It happened: go on", means: "The flow goes on without its answer." },
    { decision: "repeat", label: "Repeat it", means: "It is sent again, and may then have happened twice." },
  ],
};

export interface WaitCardProps {
  run: string;
  wait: Wait & { kind: "approval" | "effect" };
  step: string;
}

/** Something only a person can answer: an approval, or what became of an effect of unknown outcome. */
export function WaitCard({ run, wait, step }: WaitCardProps) {
  const { slug, may, role } = useWorkspace();
  const decide = useMutation(runMutations(slug, run).decide);
  const [comment, setComment] = useState("");
  const title = useId();
  const offered = choices[wait.kind];
  return (
    <section className="rn-wait" aria-labelledby={title}>
      <div className="row">
        <StatusMark mark="waiting" />
        <h2 id={title} className="h-body grow">{wait.name}</h2>
      </div>
      {wait.kind === "effect" ? <p>Its request left, and no answer came. Look on the other side whether it happened, then decide.</p> : <p className="small muted">Asked by {step}.</p>}
      {wait.expiresAt === null ? null : <p className="small">Waits until <Remaining until={wait.expiresAt} />.</p>}
      {wait.details === null ? null : <JsonTree value={wait.details} label={`Details of ${wait.name}`} />}
      {may("runs:start") ? (
        <>
          <div className="rn-decide">
            <Field label="Comment, kept with the decision">
              {(control) => <TextInput {...control} maxLength={2_000} value={comment} onChange={(event) => setComment(event.currentTarget.value)} />}
            </Field>
            {offered.map(({ decision, label, means }) => (
              <Button
                key={decision}
                look={decision === "approved" ? "ink" : "plain"}
                title={means}
                busy={decide.isPending}
                onClick={() => decide.mutate({ wait: wait.id, decision, comment })}
              >
                {label}
              </Button>
            ))}
          </div>
          {wait.kind === "effect" ? <ul className="small muted">{offered.map(({ label, means }) => <li key={label}><b>{label}</b>: {means}</li>)}</ul> : null}
        </>
      ) : (
        <p className="small muted">Your role, {role}, cannot decide it; an editor can.</p>
      )}
      <FormError error={decide.error} />
    </section>
  );
}
