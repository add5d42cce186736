import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type AuthorQuestion, listedOptions } from "./author-question.ts";

const yesOrNo = [{ value: "", label: "None" }, { value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** What stands in the field before they answer; left empty there is nothing. */
export function QuestionDefault({ question: { key, type, start, options }, error, onChange }: { question: AuthorQuestion; error: string | null; onChange: (start: string) => void }) {
  const at = `question.${key}.start`;
  const choices = type === "boolean" ? yesOrNo : type === "choice" && options.from === "list" ? [...new Set(["", ...listedOptions(options.text), start])].map((value) => ({ value, label: value === "" ? "None" : value })) : null;
  return (
    <Field label="Default" hint={start.trim() === "" && choices === null ? "None: they start with an empty field." : null} error={error}>
      {(control) => choices ? <Select {...control} data-at={at} value={start} options={choices} onValue={onChange} />
        : type === "long" || type === "json" ? <TextArea {...control} data-at={at} data={type === "json"} rows={3} value={start} onChange={(event) => onChange(event.currentTarget.value)} />
        : <TextInput {...control} data-at={at} inputMode={type === "number" ? "decimal" : undefined} value={start} onChange={(event) => onChange(event.currentTarget.value)} />}
    </Field>
  );
}
