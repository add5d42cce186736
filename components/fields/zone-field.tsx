"use client";

import { Globe } from "lucide-react";
import { useId, useState } from "react";
import { TextInput } from "#components/ui/text-input.tsx";
import { isZone } from "#lib/flow/schedule/zone.ts";

const zones: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export interface ZoneFieldProps {
  value: string;
  readOnly: boolean;
  onValue: (zone: string) => void;
}

/** A time zone: typing finds it in the list. What is none stays as typed, marked, until the field is left. */
export function ZoneField({ value, readOnly, onValue }: ZoneFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const isBad = draft !== null && !isZone(draft);
  return (
    <>
      <TextInput
        icon={<Globe className="ic ic-s" aria-hidden />}
        aria-label="Time zone"
        aria-invalid={isBad}
        title={isBad ? "A zone such as Europe/Berlin or UTC" : undefined}
        list={`${id}-zones`}
        spellCheck={false}
        autoComplete="off"
        readOnly={readOnly}
        value={draft ?? value}
        // The list offers what fits the text: an empty field shows all of it.
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setDraft(typed);
          const known = zones.find((zone) => zone.toLowerCase() === typed.trim().toLowerCase());
          if (known !== undefined && known !== value) onValue(known);
        }}
        onBlur={() => {
          const typed = (draft ?? "").trim();
          if (isZone(typed) && !zones.some((zone) => zone.toLowerCase() === typed.toLowerCase())) onValue(typed);
          setDraft(null);
        }}
      />
      <datalist id={`${id}-zones`}>{zones.map((zone) => <option key={zone} value={zone} />)}</datalist>
    </>
  );
}
