import { useMemo } from "react";
import { Notice } from "#components/ui/notice.tsx";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewTemplate, TemplateChoice } from "#lib/contracts/templates.schema.ts";
import type { AuthorDraft } from "./author-draft.ts";
import { questionOfChoice, samePlaces } from "./author-question.ts";
import { ChoiceList } from "./choice-list.tsx";
import { focusAt } from "./focus-at.ts";
import { placeId } from "./place-id.ts";
import { QuestionCard } from "./question-card.tsx";
import type { ChangeDraft } from "./use-author-draft.ts";

export type TemplatePreview = AnswerOf<typeof previewTemplate>;

const most = 50;

interface QuestionsSectionProps {
  draft: AuthorDraft;
  preview: TemplatePreview;
  onChange: ChangeDraft;
}

/** What is asked of whoever installs it, and what else could be. */
export function QuestionsSection({ draft: { questions }, preview, onChange }: QuestionsSectionProps) {
  const asked = useMemo(() => new Set(questions.flatMap(({ places }) => places.map(placeId))), [questions]);
  const words = useMemo(() => new Map(preview.choices.map((choice) => [placeId(choice.place), choice])), [preview.choices]);
  // A value that has to stay here is no default.
  const unfit = useMemo(() => new Set(preview.findings.flatMap(({ place }) => (place ? [placeId(place)] : []))), [preview.findings]);
  const free = useMemo(() => preview.choices.filter(({ place }) => !asked.has(placeId(place))), [preview.choices, asked]);
  const keys = new Set(questions.map(({ key }) => key));
  const added = preview.content.parameters.filter(({ key }) => !keys.has(key));
  function ask(choice: TemplateChoice, options: readonly string[] | null) {
    const made = questionOfChoice(choice, keys, !unfit.has(placeId(choice.place)), options);
    onChange({ questions: [...questions, made] });
    focusAt(`question.${made.key}.label`);
  }
  function move(from: number, to: number) {
    const moved = questions.toSpliced(from, 1);
    const question = questions[from];
    if (question) onChange({ questions: moved.toSpliced(to, 0, question) });
  }
  return (
    <section className="sec" aria-labelledby="ta-questions">
      <div className="sec-head">
        <h2 id="ta-questions">Questions</h2>
        <p className="muted">Whoever installs the template answers these. Each answer goes into a setting of their flow. A default is shown with its question, and everybody can read it.</p>
      </div>
      {questions.length === 0 ? <p className="muted">Nothing is asked yet: every setting below goes into the template as it is.</p> : (
        <ol className="ta-cards">
          {questions.map((question, index) => (
            <QuestionCard
              key={question.key} question={question} words={words} connections={preview.content.connections} same={samePlaces(question, preview.choices, asked)}
              onChange={(part) => onChange({ questions: questions.with(index, { ...question, ...part }) })}
              onUp={index === 0 ? null : () => move(index, index - 1)}
              onRemove={() => onChange({ questions: questions.toSpliced(index, 1) })}
            />
          ))}
        </ol>
      )}
      {added.length === 0 ? null : <p className="small"><span className="muted">Asked in any case, because it is different in every workspace: </span>{added.map(({ label }) => label).join(" ")}</p>}
      {questions.length >= most ? <Notice mark="hint">A template asks at most {most} questions.</Notice> : <ChoiceList choices={free} nodes={preview.content.document.nodes} unfit={unfit} onAsk={ask} />}
    </section>
  );
}
