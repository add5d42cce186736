"use client";

import { Plus, X } from "lucide-react";
import type { EditMode } from "#components/fields/edit-mode.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { NodeSettings, Path } from "#lib/flow/document.schema.ts";
import { without } from "./without.ts";

const most = 5;

/** `body.items.0.sku`, as people write it; digits count the items of a list. */
function pathOf(text: string): Path {
  return text.split(".").map((part) => part.trim()).filter((part) => part !== "").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export interface BusinessKeysProps {
  settings: NodeSettings;
  readOnly: boolean;
  onChange: (settings: NodeSettings, mode: EditMode) => void;
  onLeave: () => void;
}

/** Of a trigger: by what its runs are found, each read from what it puts out. */
export function BusinessKeys({ settings, readOnly, onChange, onLeave }: BusinessKeysProps) {
  const keys = settings.keys ?? [];
  const write = (next: NonNullable<NodeSettings["keys"]>, mode: EditMode) => onChange(next.length === 0 ? without(settings, "keys") : { ...settings, keys: next }, mode);
  const change = (at: number, part: Partial<(typeof keys)[number]>) => write(keys.map((key, index) => (index === at ? { ...key, ...part } : key)), "squash");
  /** When it is left: a name that is empty or taken goes back to what it was. */
  function rename(at: number, input: HTMLInputElement) {
    const name = input.value.trim();
    const before = keys[at]?.name ?? "";
    if (name === "" || keys.some((key, index) => index !== at && key.name === name)) input.value = before;
    else if (name !== before) change(at, { name });
    onLeave();
  }
  return (
    <fieldset className="bk">
      <legend className="frow-label">Business keys</legend>
      <p className="small muted">Runs are found by them in the run list, such as by the number of the order.</p>
      {keys.map((key, at) => (
        <div key={key.name} className="bk-row">
          <TextInput aria-label={`Name of key ${at + 1}`} maxLength={40} defaultValue={key.name} readOnly={readOnly} onBlur={(event) => rename(at, event.currentTarget)} />
          <TextInput data aria-label={`Field of key ${at + 1}`} placeholder="body.order.id" defaultValue={key.path.join(".")} readOnly={readOnly} onChange={(event) => change(at, { path: pathOf(event.currentTarget.value) })} onBlur={onLeave} />
          {readOnly ? null : <IconButton label={`Remove the key ${key.name}`} icon={X} onClick={() => write(keys.filter((_, index) => index !== at), "record")} />}
        </div>
      ))}
      {readOnly || keys.length >= most ? null : <Button size="s" onClick={() => write([...keys, { name: ["order id", "customer", "key 3", "key 4", "key 5", "key 6"].find((name) => keys.every((key) => key.name !== name)) ?? "key", path: [] }], "record")}><Plus className="ic ic-s" aria-hidden />Add a key</Button>}
    </fieldset>
  );
}
