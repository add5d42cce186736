"use client";

import { useState } from "react";
import { TextInput } from "#components/ui/text-input.tsx";

export interface NumberFieldProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  value: number | null;
  unit: string;
  min: number;
  max: number;
  whole?: boolean;
  readOnly: boolean;
  /** Only numbers within the bounds, or null when it was emptied. */
  onValue: (value: number | null) => void;
  onLeave: () => void;
}

function parse(text: string, { min, max, whole }: NumberFieldProps): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text.trim().replace(",", "."));
  return Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value)) ? value : undefined;
}

/** Whole numbers end where JavaScript's do; that bound is nobody's wish. */
const limitless = 9e15;

function boundsInWords({ min, max, whole }: NumberFieldProps): string {
  const kind = whole ? "A whole number" : "A number";
  if (min <= -limitless) return max >= limitless ? kind : `${kind}, at most ${max}`;
  return max >= limitless ? `${kind}, at least ${min}` : `${kind} from ${min} to ${max}`;
}

/** A number with a unit. What does not fit stays as typed, marked, until it fits or the field is left. */
export function NumberField(props: NumberFieldProps) {
  const { id, value, unit, readOnly, onValue, onLeave } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? (value === null ? "" : String(value));
  const bad = draft !== null && parse(draft, props) === undefined;
  return (
    <TextInput
      id={id}
      className="num-field"
      inputMode="decimal"
      value={shown}
      readOnly={readOnly}
      aria-describedby={props["aria-describedby"]}
      aria-invalid={bad || props["aria-invalid"]}
      title={bad ? boundsInWords(props) : undefined}
      after={unit === "" ? undefined : <span className="small faint">{unit}</span>}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        const next = parse(event.currentTarget.value, props);
        if (next !== undefined) onValue(next);
      }}
      onBlur={() => {
        setDraft(null);
        onLeave();
      }}
    />
  );
}
