"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { alertMutations } from "#lib/client/mutations/alert-mutations.ts";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";
import type { AlertRule } from "#lib/contracts/alerts.schema.ts";
import { alertKinds } from "#lib/flow/alerts/alert-condition.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { RecipientFields } from "./recipient-fields.tsx";
import { draftOfRule, kindNames, newDraft, newRuleOf, ruleChangeOf, withKind } from "./rule-draft.ts";
import { SpanInput } from "./span-input.tsx";

export interface RuleDialogProps {
  /** The one to change; none makes a new one. */
  rule: AlertRule | null;
  emailProblem: string | null;
  takers: readonly { id: string; name: string }[];
  onClose: () => void;
}

const kinds = alertKinds.map((value) => ({ value, label: kindNames[value] }));

export function RuleDialog({ rule, emailProblem, takers, onClose }: RuleDialogProps) {
  const { slug, user } = useWorkspace();
  const form = useId();
  const [draft, setDraft] = useState(() => (rule === null ? newDraft("failed", emailProblem === null ? user.email : null) : draftOfRule(rule)));
  const names = useQuery(flowNamesQuery(slug));
  const create = useMutation(alertMutations(slug).createRule);
  const update = useMutation(alertMutations(slug).updateRule);
  const active = rule === null ? create : update;
  const errors = fieldErrors(active.error, "body");
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  function submit(event: FormEvent) {
    event.preventDefault();
    if (rule === null) create.mutate(newRuleOf(draft), { onSuccess: onClose });
    else update.mutate(ruleChangeOf(rule, draft), { onSuccess: onClose });
  }
  const flows = names.data ?? [];
  return (
    <Dialog
      title={rule === null ? "New alert rule" : `Change ${rule.name}`}
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={active.isPending}>{rule === null ? "Make rule" : "Save rule"}</Button></>}
    >
      <form id={form} className="form-rows" onSubmit={submit}>
        {rule === null ? (
          <Field label="Tell when" error={errors["condition.what"]}>{(control) => <Select {...control} value={draft.what} options={kinds} onValue={(what) => setDraft(withKind(draft, what))} />}</Field>
        ) : null}
        <ConditionFields draft={draft} errors={errors} onChange={change} />
        <fieldset className="checks">
          <legend>Flows</legend>
          <Checkbox label="All flows, later ones too" checked={draft.allFlows} onChange={(event) => change({ allFlows: event.currentTarget.checked })} />
          {draft.allFlows ? null : (
            <div className="al-flows al-in" role="group" aria-label="Flows to watch" tabIndex={0}>
              {flows.length === 0 ? <p className="small muted">{names.isPending ? "Reading flows" : "There is no flow yet."}</p> : null}
              {flows.map(({ id, name }) => (
                <Checkbox key={id} label={name} checked={draft.flows.includes(id)} onChange={(event) => change({ flows: event.currentTarget.checked ? [...draft.flows, id] : draft.flows.filter((other) => other !== id) })} />
              ))}
            </div>
          )}
          {errors["flows"] ? <p className="frow-error small">{errors["flows"]}</p> : null}
        </fieldset>
        <RecipientFields draft={draft} errors={errors} webhook={rule?.to.webhook ?? null} emailProblem={emailProblem} takers={takers} onChange={change} />
        <Field label="Cool-down" hint="The first reminder comes after it, later ones less and less often. What was over and comes back within it is told only after it." error={errors["cooldownMinutes"]}>
          {(control) => <SpanInput control={control} label="Cool-down" units={["min", "h", "d"]} value={draft.cooldown} onValue={(cooldown) => change({ cooldown })} />}
        </Field>
        <Field label="Name" error={errors["name"]}>
          {(control) => <TextInput {...control} required maxLength={120} value={draft.name} onChange={(event) => change({ name: event.currentTarget.value })} />}
        </Field>
        <FormError error={active.error} />
      </form>
    </Dialog>
  );
}
