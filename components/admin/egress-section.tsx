"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { instanceMutations } from "#lib/client/mutations/instance-mutations.ts";
import type { EgressRule } from "#lib/contracts/instance.schema.ts";

/** Targets on private networks that flows may reach; everything else private is blocked. */
export function EgressSection({ rules }: { rules: readonly EgressRule[] }) {
  const [rule, setRule] = useState("");
  const [note, setNote] = useState("");
  const add = useMutation(instanceMutations.addEgressRule);
  const remove = useMutation(instanceMutations.removeEgressRule);
  const errors = fieldErrors(add.error);
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate({ rule, note }, {
      onSuccess: () => {
        setRule("");
        setNote("");
      },
    });
  }
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Egress list</h2>
        <p className="muted">Flows reach public addresses. Private ones (this machine, your network) are blocked, except for what is listed here.</p>
      </div>
      {rules.length > 0 ? (
        <table className="tbl stack-tbl">
          <caption className="vh">Targets on private networks that flows may reach</caption>
          <thead><tr><th>Target</th><th>Note</th><th><span className="vh">Remove</span></th></tr></thead>
          <tbody>
            {rules.map((entry) => {
              const { id } = entry;
              return (
                <tr key={id ?? entry.rule}>
                  <td className="data">{entry.rule}</td>
                  <td className="muted wide">{entry.note}</td>
                  <td className="acts">
                    {id !== null && !entry.fromEnvironment ? (
                      <Button size="s" aria-label={`Remove ${entry.rule}`} busy={remove.isPending && remove.variables.rule === id} onClick={() => remove.mutate({ rule: id })}>Remove</Button>
                    ) : null}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : <p>Nothing is listed: no flow reaches a private address.</p>}
      <FormError error={remove.error} />
      <form className="form-rows pg-narrow" onSubmit={submit}>
        <Field layout="row" label="Target" hint="host:port, or a range such as 10.2.0.0/16" error={errors["rule"]}>
          {(control) => <TextInput {...control} data required maxLength={255} value={rule} onChange={(event) => setRule(event.currentTarget.value)} />}
        </Field>
        <Field layout="row" label="Note" hint="What it is and who asked for it." error={errors["note"]}>
          {(control) => <TextInput {...control} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />}
        </Field>
        <FormError error={add.error} />
        <div className="form-end"><Button type="submit" busy={add.isPending}>Allow target</Button></div>
      </form>
    </section>
  );
}
