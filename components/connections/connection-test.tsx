"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { connectionMutations } from "#lib/client/mutations/connection-mutations.ts";
import type { Connection } from "#lib/contracts/connections.schema.ts";

/** Tries a stored credential: one GET to an address on an allowed host, or the database's version. */
export function ConnectionTest({ connection }: { connection: Connection }) {
  const { slug } = useWorkspace();
  const isDatabase = connection.kind === "postgres/password";
  const [url, setUrl] = useState(`https://${(connection.allowedHosts[0] ?? "").replace(/^\*\./, "www.")}/`);
  const attempt = useMutation(connectionMutations(slug).test);
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    attempt.mutate({ connection: connection.id, ...(isDatabase ? {} : { url }) });
  }
  return (
    <form className="form-rows" onSubmit={submit}>
      {isDatabase ? null : (
        <Field label="Address to read" hint="One GET with the credential. Nothing of the reply is stored.">
          {(control) => <TextInput {...control} data required type="url" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />}
        </Field>
      )}
      <div className="row"><Button type="submit" busy={attempt.isPending}>{attempt.isPending ? "Trying…" : "Try it"}</Button></div>
      {attempt.data ? <Notice mark={attempt.data.ok ? "success" : "failed"} live>{attempt.data.message} <span className="faint">{attempt.data.durationMs} ms</span></Notice> : null}
      <FormError error={attempt.error} />
    </form>
  );
}
