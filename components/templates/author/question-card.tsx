import { ArrowUp, Trash2, X } from "lucide-react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { TemplateChoice } from "#lib/contracts/templates.schema.ts";
import type { TemplateConnection, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { type AuthorQuestion, questionProblem } from "./author-question.ts";
import { placeId } from "./place-id.ts";
import { QuestionDefault } from "./question-default.tsx";
import { QuestionOptions } from "./question-options.tsx";

const typeWords: Readonly<Record<TemplateParameter["type"], string>> = { text: "Text", long: "Long text", email: "E-mail address", url: "Web address", number: "Number", boolean: "Yes or no", choice: "One of several", json: "JSON" };
const types = (Object.keys(typeWords) as TemplateParameter["type"][]).map((value) => ({ value, label: typeWords[value] }));

interface QuestionCardProps {
  question: AuthorQuestion;
  /** What is known of each place, by its id. */
  words: ReadonlyMap<string, TemplateChoice>;
  connections: readonly TemplateConnection[];
  /** Other settings with the same value that nothing asks for. */
  same: readonly TemplateChoice[];
  onChange: (part: Partial<AuthorQuestion>) => void;
  onUp: (() => void) | null;
  onRemove: () => void;
}

/** One question: what it asks, how it is answered, and where the answer goes. */
export function QuestionCard({ question, words, connections, same, onChange, onUp, onRemove }: QuestionCardProps) {
  const { key, label, help, type, required, places } = question;
  const problem = questionProblem(question);
  const wrong = (part: string) => (problem?.at === `question.${key}.${part}` && part !== "label" ? problem.message : null);
  const name = label.trim() === "" ? "this question" : `“${label}”`;
  return (
    <li className="ta-card">
      <div className="ta-two">
        <Field label="It asks for">
          {(control) => <TextInput {...control} data-at={`question.${key}.label`} maxLength={80} value={label} onChange={(event) => onChange({ label: event.currentTarget.value })} />}
        </Field>
        <Field label="Kind of answer">{(control) => <Select {...control} value={type} options={types} onValue={(value) => onChange({ type: value })} />}</Field>
      </div>
      <Field label="Help">
        {(control) => <TextInput {...control} maxLength={300} placeholder="Where they find it, what it changes" value={help} onChange={(event) => onChange({ help: event.currentTarget.value })} />}
      </Field>
      {type === "choice" ? <QuestionOptions question={question} connections={connections} error={wrong("options")} onChange={(options) => onChange({ options })} /> : null}
      <QuestionDefault question={question} error={wrong("start")} onChange={(start) => onChange({ start })} />
      <div className="ta-card-end">
        <Checkbox label="Has to be answered" checked={required} onChange={(event) => onChange({ required: event.currentTarget.checked })} />
        {onUp ? <IconButton size="s" icon={ArrowUp} label={`Ask ${name} earlier`} onClick={onUp} /> : null}
        <IconButton size="s" icon={Trash2} label={`Do not ask ${name}`} onClick={onRemove} />
      </div>
      <ul className="ta-places small" aria-label={`Where the answer to ${name} goes`}>
        {places.map((place) => {
          const known = words.get(placeId(place));
          return (
            <li key={placeId(place)}>
              <span className="muted">Goes to </span>{known?.where ?? "a setting that is gone"}
              {places.length > 1 ? <IconButton size="s" icon={X} label={`Not to ${known?.where ?? "this setting"}`} onClick={() => onChange({ places: places.filter((other) => other !== place) })} /> : null}
            </li>
          );
        })}
        {same.map(({ place, where }) => (
          <li key={placeId(place)}><span className="muted">The same is in </span>{where} <button type="button" className="link" onClick={() => onChange({ places: [...places, place] })}>Answer both at once</button></li>
        ))}
      </ul>
    </li>
  );
}
