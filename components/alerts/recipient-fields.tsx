import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { AlertRule } from "#lib/contracts/alerts.schema.ts";
import type { RuleDraft } from "./rule-draft.ts";

export interface RecipientFieldsProps {
  draft: RuleDraft;
  errors: Readonly<Record<string, string>>;
  /** Of the rule that is changed. */
  webhook: AlertRule["to"]["webhook"];
  emailProblem: string | null;
  takers: readonly { id: string; name: string }[];
  onChange: (change: Partial<RuleDraft>) => void;
}

/** Who is told: addresses, a webhook, a flow; nobody is a choice too. */
export function RecipientFields({ draft, errors, webhook, emailProblem, takers, onChange }: RecipientFieldsProps) {
  const { on, url, secret } = draft.webhook;
  const addresses = errors["emails"];
  const flows = [{ value: "", label: "None" }, ...takers.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <fieldset className="checks al-to">
      <legend>Who is told</legend>
      <p className="small muted">The page shows every alert. Nobody has to be named here.</p>
      <Field label="E-mail to" hint={emailProblem ?? "Up to ten addresses, separated by commas."} error={addresses}>
        {(control) => <TextInput {...control} type="text" inputMode="email" autoComplete="off" disabled={emailProblem !== null && draft.emails === ""} value={draft.emails} onChange={(event) => onChange({ emails: event.currentTarget.value })} />}
      </Field>
      <Checkbox label="Webhook" hint="A POST with JSON. A chat service needs a flow in between." checked={on} onChange={(event) => onChange({ webhook: { ...draft.webhook, on: event.currentTarget.checked, url: webhook === null ? (url ?? "") : url } })} />
      {on && url === null ? (
        <p className="row wrap al-in"><span className="muted">It goes to {webhook?.host}{webhook?.signed ? ", signed" : ""}.</span><button type="button" className="link" onClick={() => onChange({ webhook: { ...draft.webhook, url: "" } })}>Replace it</button></p>
      ) : null}
      {on && url !== null ? (
        <div className="form-rows al-in">
          <Field label="Address" hint="Stored encrypted and never shown again." error={errors["webhook.url"]}>
            {(control) => <TextInput {...control} data type="url" required maxLength={2_000} placeholder="https://" value={url} onChange={(event) => onChange({ webhook: { ...draft.webhook, url: event.currentTarget.value } })} />}
          </Field>
          <Field label="Signing secret" hint="Optional, 16 characters or more. Notices are then signed as Standard Webhooks are, so that the receiver can tell them from forged ones." error={errors["webhook.secret"]}>
            {(control) => <TextInput {...control} data type="password" autoComplete="new-password" minLength={16} maxLength={500} value={secret} onChange={(event) => onChange({ webhook: { ...draft.webhook, secret: event.currentTarget.value } })} />}
          </Field>
        </div>
      ) : null}
      <Field label="Start a flow" hint={takers.length === 0 ? "No published flow starts by hand, by another flow or by an event." : "It gets the alert as its input: title, what, notice, count, since, flow, rule, cause, links. Of fields that it declares, it gets those. An alert about itself is not told to it."} error={errors["flow"]}>
        {(control) => <Select {...control} value={draft.flow} options={flows} disabled={takers.length === 0} onValue={(flow) => onChange({ flow })} />}
      </Field>
    </fieldset>
  );
}
