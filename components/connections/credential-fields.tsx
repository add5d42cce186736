import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { CredentialDraft } from "./credential-draft.ts";

export interface CredentialFieldsProps {
  draft: CredentialDraft;
  errors: Readonly<Record<string, string | undefined>>;
  onChange: (change: Partial<CredentialDraft>) => void;
}

const secretWords = { "http/bearer": "Token", "http/basic": "Password", "http/api-key": "Key", "postgres/password": "Password", "webhook/secret": "Secret" } as const;

/** What a credential of one kind consists of. The secret is typed, sent and never shown again. */
export function CredentialFields({ draft, errors, onChange }: CredentialFieldsProps) {
  const word = (label: string, key: "username" | "header" | "host" | "port" | "database" | "user", name: string, hint?: string) => (
    <Field label={label} error={errors[`credential.${name}`]} hint={hint}>
      {(control) => <TextInput {...control} required autoComplete="off" spellCheck={false} value={draft[key]} onChange={(event) => onChange({ [key]: event.currentTarget.value })} />}
    </Field>
  );
  const secret = (name: string) => (
    <Field label={secretWords[draft.kind]} error={errors[`credential.${name}`]} hint="Stored encrypted; it can be replaced, never read again.">
      {(control) => <TextInput {...control} required type="password" autoComplete="new-password" value={draft.secret} onChange={(event) => onChange({ secret: event.currentTarget.value })} />}
    </Field>
  );
  switch (draft.kind) {
    case "http/bearer":
      return secret("token");
    case "http/basic":
      return <>{word("User", "username", "username")}{secret("password")}</>;
    case "http/api-key":
      return (
        <>
          <Field label="Sent in">
            {(control) => <Select {...control} value={draft.place} options={[{ value: "header", label: "a header" }, { value: "query", label: "the query of the URL" }]} onValue={(place) => onChange({ place })} />}
          </Field>
          {word(draft.place === "header" ? "Name of the header" : "Name of the parameter", "header", "name")}
          {secret("value")}
        </>
      );
    case "webhook/secret":
      return secret("secret");
    case "postgres/password":
      return (
        <>
          <div className="cn-pair">{word("Host", "host", "host")}{word("Port", "port", "port")}</div>
          {word("Database", "database", "database")}
          {word("User", "user", "user")}
          {secret("password")}
          <Field label="Encryption" error={errors["credential.ssl"]}>
            {(control) => <Select {...control} value={draft.ssl} options={[{ value: "verify", label: "TLS, certificate checked" }, { value: "require", label: "TLS, certificate not checked" }, { value: "disable", label: "None" }]} onValue={(ssl) => onChange({ ssl })} />}
          </Field>
        </>
      );
  }
}
