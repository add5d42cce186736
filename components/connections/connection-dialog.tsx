"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrors } from "#lib/client/field-errors.ts";
import { connectionMutations } from "#lib/client/mutations/connection-mutations.ts";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import { ConnectionTest } from "./connection-test.tsx";
import { credentialKinds, credentialOf, draftOf, hostsOf } from "./credential-draft.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { type FormerChoice, keptFormer } from "./former-of.ts";
import { FormerSecret } from "./former-secret.tsx";
import { WebhookSecretFields } from "./webhook-secret-fields.tsx";

export interface ConnectionDialogProps {
  /** The one to change; none makes a new one. */
  connection?: Connection;
  /** Families of kinds that are offered, such as `http`. */
  families?: readonly string[];
  /** Hosts a new one begins with. */
  hosts?: readonly string[];
  onDone?: (connection: Connection) => void;
  onClose: () => void;
}

/** Makes a connection, or renames one and replaces what it holds; then it can be tried. */
export function ConnectionDialog({ connection, families, hosts = [], onDone, onClose }: ConnectionDialogProps) {
  const { slug } = useWorkspace();
  const form = useId();
  const family = connection?.kind.split("/")[0];
  const kinds = credentialKinds.filter(({ value }) => (family === undefined ? (families?.includes(value.split("/")[0] ?? "") ?? true) : value.startsWith(`${family}/`)));
  const [name, setName] = useState(connection?.name ?? "");
  const [allowed, setAllowed] = useState((connection?.allowedHosts ?? hosts).join("\n"));
  const [draft, setDraft] = useState(() => draftOf(connection?.kind ?? kinds[0]?.value ?? "http/bearer", connection?.settings));
  const [isReplacing, setReplacing] = useState(connection === undefined);
  const [former, setFormer] = useState<FormerChoice>("24");
  const create = useMutation(connectionMutations(slug).create);
  const update = useMutation(connectionMutations(slug).update);
  const active = connection ? update : create;
  const errors = fieldErrors(active.error);
  const isHttp = draft.kind.startsWith("http/");
  const isWebhook = draft.kind === "webhook/secret";
  const saved = active.data;

  function submit(event: FormEvent) {
    event.preventDefault();
    const content = isReplacing ? { credential: credentialOf(draft), ...(isHttp ? { allowedHosts: hostsOf(allowed) } : {}), ...(isWebhook ? keptFormer(former) : {}) } : isWebhook && former === "drop" ? { formerSecret: "drop" as const } : {};
    const onSuccess = (done: Connection) => onDone?.(done);
    if (connection) update.mutate({ connection: connection.id, name, ...content }, { onSuccess });
    else create.mutate({ name, credential: credentialOf(draft), ...(isHttp ? { allowedHosts: hostsOf(allowed) } : {}) }, { onSuccess });
  }
  if (saved) {
    return (
      <Dialog title={saved.name} onClose={onClose} footer={<Button look="ink" onClick={onClose}>Done</Button>}>
        <Notice mark="success" live><b>Stored.</b> {isWebhook ? "It counts from the next request on." : connection ? "Steps that use it take the new one from their next call on." : "Steps can use it now."}</Notice>
        {isWebhook ? null : <ConnectionTest connection={saved} />}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={connection ? `Change ${connection.name}` : "New connection"}
      onClose={onClose}
      footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={active.isPending}>{connection ? "Save" : "Save connection"}</Button></>}
    >
      <form id={form} className="form-rows" onSubmit={submit}>
        <Field label="Name" hint={isWebhook ? "Whose requests it checks." : "What it connects to, and as whom."} error={errors["name"]}>
          {(control) => <TextInput {...control} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        </Field>
        {isReplacing ? (
          <>
            {kinds.length > 1 ? <Field label="Kind">{(control) => <Select {...control} value={draft.kind} options={kinds} onValue={(kind) => setDraft({ ...draft, kind })} />}</Field> : null}
            <CredentialFields draft={draft} errors={errors} onChange={(change) => setDraft({ ...draft, ...change })} />
            {isWebhook ? <WebhookSecretFields isReplacing={connection !== undefined} former={former} onFormer={setFormer} onSecret={(secret) => setDraft({ ...draft, secret })} /> : null}
            {isHttp ? (
              <Field label="Hosts it may be sent to" hint="One a line, like api.example.com. It goes nowhere else, not even by a redirect." error={errors["allowedHosts"] ?? errors["allowedHosts.0"]}>
                {(control) => <TextArea {...control} data required rows={2} value={allowed} onChange={(event) => setAllowed(event.currentTarget.value)} />}
              </Field>
            ) : null}
          </>
        ) : (
          <p className="row wrap"><span className="muted">The credential stays as it is.</span><button type="button" className="link" onClick={() => setReplacing(true)}>{isWebhook ? "Replace it" : "Replace it, or change its hosts"}</button></p>
        )}
        {connection && isWebhook && !isReplacing ? <FormerSecret settings={connection.settings} isDropped={former === "drop"} onDrop={() => setFormer("drop")} /> : null}
        <FormError error={active.error} />
      </form>
    </Dialog>
  );
}
