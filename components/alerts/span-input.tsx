import type { FieldControl } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type SpanUnit, spanUnits, type TypedSpan } from "./span-unit.ts";

export interface SpanInputProps {
  control: FieldControl;
  /** What the unit belongs to, for who does not see it beside the number. */
  label: string;
  value: TypedSpan;
  required?: boolean | undefined;
  units?: readonly SpanUnit[] | undefined;
  onValue: (value: TypedSpan) => void;
}

/** A number with its unit. */
export function SpanInput({ control, label, value, required = true, units, onValue }: SpanInputProps) {
  const options = units === undefined ? spanUnits : spanUnits.filter((unit) => units.includes(unit.value));
  return (
    <span className="al-span">
      <TextInput {...control} data type="number" inputMode="numeric" min={1} required={required} value={value.amount} onChange={(event) => onValue({ ...value, amount: event.currentTarget.value })} />
      <Select aria-label={`${label}, unit`} value={value.unit} options={options} onValue={(unit) => onValue({ ...value, unit })} />
    </span>
  );
}
