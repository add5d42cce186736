"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { type FieldProblem, FixLink } from "#components/fields/field-problem.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Select } from "#components/ui/select.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { connectionsQuery } from "#lib/client/queries/connections.ts";
import type { NodeType } from "#lib/flow/node-type.ts";

const ConnectionDialog = lazyPart(async () => (await import("#components/connections/connection-dialog.tsx")).ConnectionDialog);

export interface ConnectionFieldProps {
  workspace: string;
  type: NodeType;
  value: string | undefined;
  problem: FieldProblem | undefined;
  readOnly: boolean;
  /** Where the step goes, as far as its settings say: what a new connection may be sent to. */
  hosts: readonly string[];
  onChange: (connection: string | null) => void;
}

const kinds: Record<string, string> = { "http/bearer": "bearer token", "http/basic": "user and password", "http/api-key": "API key", "postgres/password": "PostgreSQL", "webhook/secret": "webhook secret" };

/** Which stored credential a step uses. */
export function ConnectionField({ workspace, type, value, problem, readOnly, hosts, onChange }: ConnectionFieldProps) {
  const { data, error } = useQuery(connectionsQuery(workspace));
  const [isMaking, setMaking] = useState(false);
  const families = [...new Set(type.connectionKinds.map((kind) => kind.split("/")[0] ?? ""))];
  const isSecret = families.includes("webhook");
  const fitting = (data ?? []).filter((connection) => families.includes(connection.kind.split("/")[0] ?? ""));
  const options = [
    { value: "", label: type.connection === "required" || isSecret ? "Choose one" : "None: sent without a credential" },
    ...fitting.map((connection) => ({ value: connection.id, label: `${connection.name}, ${kinds[connection.kind] ?? connection.kind}` })),
    ...(value !== undefined && !fitting.some((connection) => connection.id === value) ? [{ value, label: data ? "A connection that is gone" : "The one chosen before" }] : []),
  ];
  const hint = error ? errorText(error) : data && fitting.length === 0 ? (isSecret ? "This workspace has no webhook secret yet." : "This workspace has no connection for it yet.") : undefined;
  return (
    <Field label={isSecret ? "Secret" : "Connection"} layout="row" className="ed-row" error={problem?.message} mend={<FixLink fix={problem?.fix} />} hint={hint}>
      {(control) => (
        <>
          <Select {...control} value={value ?? ""} options={options} disabled={readOnly} onValue={(next) => onChange(next === "" ? null : next)} />
          {readOnly ? null : <Button look="bare" size="s" className="cn-new" onClick={() => setMaking(true)}><Plus className="ic ic-s" aria-hidden />{isSecret ? "New secret" : "New connection"}</Button>}
          {isMaking ? <ConnectionDialog families={families} hosts={hosts} onDone={({ id }) => onChange(id)} onClose={() => setMaking(false)} /> : null}
        </>
      )}
    </Field>
  );
}
