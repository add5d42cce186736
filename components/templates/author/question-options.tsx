import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import type { TemplateConnection } from "#lib/flow/templates/template-content.schema.ts";
import type { AuthorQuestion } from "./author-question.ts";

type Options = AuthorQuestion["options"];

interface QuestionOptionsProps {
  question: AuthorQuestion;
  connections: readonly TemplateConnection[];
  error: string | null;
  onChange: (options: Options) => void;
}

/** What a choice is offered: the author's own words, or what the connected account or the workspace has. */
export function QuestionOptions({ question: { key, options }, connections, error, onChange }: QuestionOptionsProps) {
  const databases = connections.filter(({ kinds }) => kinds.some((kind) => kind.startsWith("postgres/")));
  const sources: { value: Options["from"]; label: string; disabled?: boolean }[] = [
    { value: "list", label: "This list" },
    { value: "tables", label: databases.length === 0 ? "Tables of their database (this template needs none)" : "Tables of their database", disabled: databases.length === 0 },
    { value: "flows", label: "Flows of their workspace that others can call" },
  ];
  function choose(from: Options["from"]) {
    if (from === "list") onChange({ from, text: options.from === "list" ? options.text : "" });
    else if (from === "flows") onChange({ from });
    else onChange({ from, connection: databases[0]?.key ?? "" });
  }
  return (
    <div className="ta-two">
      <Field label="Choose from" error={options.from === "tables" ? error : null}>{(control) => <Select {...control} data-at={options.from === "list" ? undefined : `question.${key}.options`} value={options.from} options={sources} onValue={choose} />}</Field>
      {options.from === "list" ? (
        <Field label="Answers" hint="One a line." error={error}>{(control) => <TextArea {...control} data-at={`question.${key}.options`} rows={3} value={options.text} onChange={(event) => onChange({ from: "list", text: event.currentTarget.value })} />}</Field>
      ) : options.from === "tables" ? (
        <Field label="Of">{(control) => <Select {...control} value={options.connection} options={databases.map(({ key: value, title }) => ({ value, label: title }))} onValue={(connection) => onChange({ from: "tables", connection })} />}</Field>
      ) : null}
    </div>
  );
}
