import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { FormerChoice } from "./former-of.ts";

export interface WebhookSecretFieldsProps {
  isReplacing: boolean;
  former: FormerChoice;
  onFormer: (choice: FormerChoice) => void;
  onSecret: (secret: string) => void;
}

const choices: { value: FormerChoice; label: string }[] = [
  { value: "24", label: "for 24 hours" },
  { value: "1", label: "for an hour" },
  { value: "168", label: "for 7 days" },
  { value: "ever", label: "until it is dropped" },
  { value: "drop", label: "no longer" },
];

/** 32 random bytes, as senders take them. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Making a secret that is entered at the sender too, and how long the one before counts. */
export function WebhookSecretFields({ isReplacing, former, onFormer, onSecret }: WebhookSecretFieldsProps) {
  const [made, setMade] = useState<string | null>(null);
  function make() {
    const secret = newSecret();
    setMade(secret);
    onSecret(secret);
  }
  return (
    <>
      {made === null ? (
        <p className="row wrap"><span className="small muted">Does the sender let you choose it?</span><Button size="s" onClick={make}>Make a secret</Button></p>
      ) : (
        <div>
          <div className="secret"><span className="data">{made}</span><CopyButton text={made} label="Copy the secret" /></div>
          <p className="small muted" role="status">Enter it at the sender as well: once this is stored, nobody can read it again.</p>
        </div>
      )}
      {isReplacing ? (
        <Field label="The former secret counts" hint="Both are taken meanwhile, so that nothing is refused while the sender changes over.">
          {(control) => <Select {...control} value={former} options={choices} onValue={onFormer} />}
        </Field>
      ) : null}
    </>
  );
}
