import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { ShownField } from "./shown-field.ts";

export interface FormInputProps {
  field: ShownField;
  value: string | boolean;
  error: string | undefined;
  onValue: (value: string | boolean) => void;
}

/** The control of one field of a form. */
export function FormInput({ field, value, error, onValue }: FormInputProps) {
  if (field.type === "boolean") return <Checkbox label={field.label} hint={field.help === "" ? undefined : field.help} checked={value === true} onChange={(event) => onValue(event.currentTarget.checked)} />;
  const text = typeof value === "string" ? value : "";
  return (
    <Field label={field.required ? field.label : <>{field.label} <span className="muted">(optional)</span></>} hint={field.help === "" ? undefined : field.help} error={error}>
      {(control) => {
        const shared = { ...control, "aria-required": field.required, value: text };
        switch (field.type) {
          case "long":
            return <TextArea {...shared} rows={4} maxLength={20_000} onChange={(event) => onValue(event.currentTarget.value)} />;
          case "choice":
            return <Select {...shared} options={[{ value: "", label: "Choose" }, ...field.options.map((option) => ({ value: option, label: option }))]} onValue={onValue} />;
          case "number":
            return <TextInput {...shared} inputMode="decimal" autoComplete="off" onChange={(event) => onValue(event.currentTarget.value)} />;
          case "email":
            return <TextInput {...shared} type="email" maxLength={320} autoComplete="email" onChange={(event) => onValue(event.currentTarget.value)} />;
          case "date":
            return <TextInput {...shared} type="date" onChange={(event) => onValue(event.currentTarget.value)} />;
          case "text":
            return <TextInput {...shared} maxLength={20_000} autoComplete="off" onChange={(event) => onValue(event.currentTarget.value)} />;
          default:
            return null;
        }
      }}
    </Field>
  );
}
