"use client";

import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { tablesQuery } from "#lib/client/queries/connections.ts";
import { callableFlowsQuery } from "#lib/client/queries/flows.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";

export interface ParameterFieldProps {
  parameter: TemplateParameter;
  /** As typed; `true` and `false` for yes and no. */
  value: string;
  error: string | undefined;
  /** The connection that was chosen for what the parameter is chosen from; null while there is none. */
  connection: string | null;
  onValue: (value: string) => void;
}

interface Listed {
  options: readonly { value: string; label: string }[];
  /** There are more than these, or they are not known: it can be written instead. */
  isOpen: boolean;
  hint: string | null;
}

/** What a choice offers: words of the author, or what the account or the workspace has. */
function useListed({ options }: TemplateParameter, connection: string | null): Listed {
  const { slug } = useWorkspace();
  const tables = useQuery({ ...tablesQuery(slug, connection ?? ""), enabled: options?.from === "tables" && connection !== null });
  const flows = useQuery({ ...callableFlowsQuery(slug), enabled: options?.from === "flows" });
  switch (options?.from) {
    case "list":
      return { options: options.values.map((value) => ({ value, label: value })), isOpen: false, hint: null };
    case "tables": {
      if (connection === null) return { options: [], isOpen: false, hint: "First choose the connection: its tables are offered here." };
      const found = (tables.data?.tables ?? []).map(({ schema, name }) => ({ value: `${schema}.${name}`, label: `${schema}.${name}` }));
      if (tables.isError) return { options: [], isOpen: true, hint: `${errorText(tables.error)} Write it as schema.table.` };
      return { options: found, isOpen: tables.data?.more === true, hint: tables.isPending ? "Reading the tables…" : tables.data?.more ? "There are more than 200. Write it as schema.table." : found.length === 0 ? "It has no tables yet." : null };
    }
    case "flows":
      return { options: (flows.data ?? []).map(({ id, name }) => ({ value: id, label: name })), isOpen: false, hint: flows.isError ? errorText(flows.error) : flows.data?.length === 0 ? "No flow here can be called yet. Make one that starts with “Called by another flow”." : null };
    default:
      return { options: [], isOpen: true, hint: null };
  }
}

function ChoiceControl({ listed, value, onValue, ...control }: FieldControl & { listed: Listed; value: string; onValue: (value: string) => void; "aria-required": boolean }) {
  if (listed.isOpen) {
    return (
      <>
        <TextInput {...control} list={`${control.id}-list`} autoComplete="off" spellCheck={false} value={value} onChange={(event) => onValue(event.currentTarget.value)} />
        <datalist id={`${control.id}-list`}>{listed.options.map((option) => <option key={option.value} value={option.value} />)}</datalist>
      </>
    );
  }
  const known = value === "" || listed.options.some((option) => option.value === value);
  return <Select {...control} value={value} options={[{ value: "", label: "Choose one" }, ...listed.options, ...(known ? [] : [{ value, label: value }])]} onValue={onValue} />;
}

/** The control of one question of a template. */
export function ParameterField({ parameter, value, error, connection, onValue }: ParameterFieldProps) {
  const listed = useListed(parameter, connection);
  const { label, help, type, required } = parameter;
  if (type === "boolean") return <Checkbox label={label} hint={help === "" ? undefined : help} checked={value === "true"} onChange={(event) => onValue(String(event.currentTarget.checked))} />;
  const hint = [help, type === "choice" ? listed.hint : null].filter((part) => part !== null && part !== "").join(" ");
  return (
    <Field label={required ? label : <>{label} <span className="muted">(optional)</span></>} hint={hint === "" ? undefined : hint} error={error}>
      {(control) => {
        const shared = { ...control, "aria-required": required, value };
        switch (type) {
          case "long":
          case "json":
            return <TextArea {...shared} data={type === "json"} rows={type === "json" ? 6 : 4} spellCheck={type === "long"} onChange={(event) => onValue(event.currentTarget.value)} />;
          case "choice":
            return <ChoiceControl {...shared} listed={listed} onValue={onValue} />;
          case "number":
            return <TextInput {...shared} inputMode="decimal" autoComplete="off" onChange={(event) => onValue(event.currentTarget.value)} />;
          case "email":
            return <TextInput {...shared} type="email" autoComplete="email" onChange={(event) => onValue(event.currentTarget.value)} />;
          case "url":
            return <TextInput {...shared} type="url" autoComplete="off" spellCheck={false} onChange={(event) => onValue(event.currentTarget.value)} />;
          case "text":
            return <TextInput {...shared} autoComplete="off" onChange={(event) => onValue(event.currentTarget.value)} />;
          default:
            return null;
        }
      }}
    </Field>
  );
}
