"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ConnectionTest } from "#components/connections/connection-test.tsx";
import { kindWords } from "#components/connections/credential-draft.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Select } from "#components/ui/select.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { connectionsQuery } from "#lib/client/queries/connections.ts";
import { connectLater } from "./wizard-answers.ts";

const ConnectionDialog = lazyPart(async () => (await import("#components/connections/connection-dialog.tsx")).ConnectionDialog);

export interface ConnectionChoiceProps {
  label: string;
  /** Of which one is enough. */
  kinds: readonly string[];
  /** An id, `later`, or nothing yet. */
  value: string;
  error: string | undefined;
  /** What a new one may be sent to, as far as the steps say. */
  hosts: readonly string[];
  onValue: (value: string) => void;
}

/** Chooses a stored connection of a right kind, makes one in place, and tries it. */
export function ConnectionChoice({ label, kinds, value, error, hosts, onValue }: ConnectionChoiceProps) {
  const { slug, may } = useWorkspace();
  const { data, error: failure } = useQuery(connectionsQuery(slug));
  const [isMaking, setMaking] = useState(false);
  const fitting = (data ?? []).filter(({ kind }) => kinds.includes(kind));
  const chosen = fitting.find(({ id }) => id === value);
  const options = [
    { value: "", label: "Choose one" },
    ...fitting.map(({ id, name, kind }) => ({ value: id, label: `${name}, ${kindWords[kind]}` })),
    ...(value !== "" && value !== connectLater && !chosen ? [{ value, label: data ? "A connection that is gone" : "The one chosen before" }] : []),
    { value: connectLater, label: "Later: the draft says what it lacks" },
  ];
  const hint = failure ? errorText(failure) : data && fitting.length === 0 ? (may("connections:write") ? "This workspace has none of this kind yet." : "This workspace has none of this kind yet. An admin or editor makes one.") : undefined;
  return (
    <div className="tw-choice">
      <Field label={label} error={error} hint={hint}>
        {(control) => (
          <div className="tw-pick">
            <Select {...control} value={value} options={options} onValue={onValue} />
            {may("connections:write") ? <Button onClick={() => setMaking(true)}><Plus className="ic ic-s" aria-hidden />New connection</Button> : null}
          </div>
        )}
      </Field>
      {chosen && chosen.kind !== "webhook/secret" && may("connections:write") ? <details className="tw-try"><summary className="link small">Try {chosen.name}</summary><ConnectionTest key={chosen.id} connection={chosen} /></details> : null}
      {isMaking ? <ConnectionDialog families={[...new Set(kinds.map((kind) => kind.split("/", 1)[0] ?? kind))]} hosts={hosts} onDone={({ id }) => onValue(id)} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}
