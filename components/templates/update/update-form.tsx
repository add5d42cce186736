"use client";

import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { useOptionWords } from "#components/templates/use-option-words.ts";
import { firstAnswers, readAnswers } from "#components/templates/wizard-answers.ts";
import { errorText } from "#lib/client/error-text.ts";
import { RequestError } from "#lib/client/request.ts";
import { mergeDocuments, type Side } from "#lib/flow/diff/merge-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Json } from "#lib/json.ts";
import { changeSentences, type Voice } from "./change-sentences.ts";
import { putTogether, stillAsked, type TemplateUpdate } from "./put-together.ts";
import { SentenceList } from "./sentence-list.tsx";
import { UpdateConflict } from "./update-conflict.tsx";
import { UpdateQuestions } from "./update-questions.tsx";
import { UpdateSteps } from "./update-steps.tsx";

type Shown = "theirs" | "mine" | "result";

const shownWords: Readonly<Record<Shown, string>> = {
  theirs: "What the newer version changes in the flow of the earlier one.", mine: "What you changed since the flow was made.", result: "What changes in your draft when you take the newer version as chosen above.",
};

interface UpdateFormProps {
  update: TemplateUpdate;
  /** Connections that were chosen for earlier versions, by their key. */
  installed: Readonly<Record<string, string>>;
  nodeTypes: NodeTypes;
  mayTake: boolean;
  busy: boolean;
  error: unknown;
  onTake: (input: { document: FlowDocument; parameters: Record<string, Json>; connections: Record<string, string> }) => void;
  onLeave: () => void;
  onReadAgain: () => void;
}

/** What the template changed, what was changed here, what both did as choices, what the newer version asks, and what comes of it. */
export function UpdateForm({ update, installed, nodeTypes, mayTake, busy, error, onTake, onLeave, onReadAgain }: UpdateFormProps) {
  const { base, mine, theirs, from, to } = update;
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  const [typed, setTyped] = useState(() => firstAnswers({ name: "The draft", parameters: update.parameters }));
  const [shown, setShown] = useState<Shown>("theirs");
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map());
  const merged = useMemo(() => mergeDocuments(base, mine, theirs, nodeTypes, choices), [base, mine, theirs, nodeTypes, choices]);
  const asked = useMemo(() => stillAsked(update, merged.document), [update, merged.document]);
  const result = useMemo(() => {
    const read = readAnswers({ document: merged.document, ...asked }, typed);
    const together = "problems" in read ? null : putTogether(update, merged.document, read);
    return together?.ok ? together.value.document : merged.document;
  }, [update, merged.document, asked, typed]);
  const optionWords = useOptionWords(useMemo(() => [...base.nodes, ...mine.nodes, ...theirs.nodes], [base, mine, theirs]));
  const compare = (before: FlowDocument, after: FlowDocument, voice: Voice) => ({ before, after, sentences: changeSentences({ before, after, types: nodeTypes, optionWords, voice, asked: asked.parameters }) });
  const sides = { theirs: compare(base, theirs, "does"), mine: compare(base, mine, "did"), result: compare(mine, result, "does") };
  const { conflicts } = merged;
  function refuse(problems: ReadonlyMap<string, string>) {
    setWrong(problems);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".tu-asked [aria-invalid=true]")?.focus());
  }
  function take() {
    const read = readAnswers({ document: merged.document, ...asked }, typed);
    if ("problems" in read) return refuse(read.problems);
    const together = putTogether(update, merged.document, read);
    if (!together.ok) return refuse(together.problem);
    setWrong(new Map());
    onTake({ ...together.value, connections: read.connections });
  }
  const isStale = error instanceof RequestError && error.status === 409;
  return (
    <div className="tu">
      <p className="tu-lead">This flow was made from version {from.number}. Version {to.number} came out on <Moment iso={to.publishedAt} style="day" />{to.message === "" ? "." : <>, and its author says: <b>{to.message}</b></>}</p>
      <div className="tu-said">
        <section className="tu-part" aria-labelledby="tu-theirs"><h2 id="tu-theirs">What the template changes</h2><SentenceList sentences={sides.theirs.sentences} none="Nothing in the flow: only its words, questions or samples." /></section>
        <section className="tu-part" aria-labelledby="tu-mine"><h2 id="tu-mine">What you changed</h2><SentenceList sentences={sides.mine.sentences} none="Nothing: your flow is as the template made it." /></section>
      </div>
      <section className="tu-part" aria-labelledby="tu-conflicts">
        <h2 id="tu-conflicts">What both changed</h2>
        {conflicts.length === 0 ? <p className="muted">Nothing in the same place, so both fit together: your changes stay, and the template’s are added.</p> : (
          <>
            <p className="muted">{conflicts.length === 1 ? "Choose which of the two goes on; yours stays unless you do." : `Choose in each of these ${conflicts.length} places which of the two goes on; yours stays unless you do.`} Everything else fits together.</p>
            <div className="tu-conflicts">
              {conflicts.map((conflict) => <UpdateConflict key={conflict.place} conflict={conflict} documents={update} optionWords={optionWords} side={choices[conflict.place] ?? "mine"} onSide={(side) => setChoices({ ...choices, [conflict.place]: side })} />)}
            </div>
          </>
        )}
      </section>
      <UpdateQuestions asked={asked} installed={installed} typed={typed} wrong={wrong} onTyped={setTyped} />
      <section className="tu-part" aria-labelledby="tu-steps">
        <h2 id="tu-steps">Where in the flow</h2>
        <Segmented label="Changes of" value={shown} segments={[{ value: "theirs", face: "The template" }, { value: "mine", face: "You" }, { value: "result", face: "The result" }]} onValue={setShown} />
        <p className="muted" role="status">{shownWords[shown]}</p>
        {shown === "result" ? <SentenceList sentences={sides.result.sentences} none="Your draft stays as it is." /> : null}
        <UpdateSteps {...sides[shown]} nodeTypes={nodeTypes} />
      </section>
      {mayTake ? (
        <div className="tu-end">
          {wrong.size > 0 ? <Notice mark="failed" live><b>Not taken yet.</b> {wrong.size === 1 ? "1 question above is" : `${wrong.size} questions above are`} not answered as asked.</Notice> : null}
          {error ? <Notice mark="failed" live action={isStale ? <Button size="s" onClick={onReadAgain}>Read it again</Button> : undefined}><b>The draft is as it was.</b> {errorText(error)}</Notice> : null}
          <div className="row wrap">
            <Button look="ink" busy={busy} onClick={take}>Take it into the draft</Button>
            <Button busy={busy} onClick={onLeave}>Leave this version</Button>
            <p className="small muted">Either publishes nothing: what is live goes on as it is. A version that is left is not offered again; the next one holds its changes.</p>
          </div>
        </div>
      ) : null}
    </div>
  );
}
