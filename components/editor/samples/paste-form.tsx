"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import type { Json } from "#lib/json.ts";

interface PasteFormProps {
  label: string;
  action: string;
  start: string;
  busy: boolean;
  onValue: (value: Json) => void;
  onCancel: () => void;
}

/** A value as JSON text, taken when it is JSON. */
export function PasteForm({ label, action, start, busy, onValue, onCancel }: PasteFormProps) {
  const [text, setText] = useState(start);
  const [problem, setProblem] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  function submit(event: FormEvent) {
    event.preventDefault();
    try {
      onValue(JSON.parse(text) as Json);
      setProblem(null);
    } catch {
      setProblem("This is not JSON. Check quotes, commas and brackets.");
    }
  }
  return (
    <form className="smp-form" onSubmit={submit}>
      <Field label={label} error={problem}>
        {(control) => <TextArea {...control} data ref={area} rows={7} spellCheck={false} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
      </Field>
      <div className="smp-actions">
        <Button type="submit" size="s" look="ink" busy={busy}>{action}</Button>
        <Button type="button" size="s" onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
