"use client";

import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { firstAnswers, readAnswers } from "#components/templates/wizard-answers.ts";
import { diffWords } from "#components/versions/change-list.tsx";
import { CompareView } from "#components/versions/compare-view.tsx";
import { ConflictItem } from "#components/versions/conflict-item.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { RequestError } from "#lib/client/request.ts";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import { mergeDocuments, type Side } from "#lib/flow/diff/merge-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Json } from "#lib/json.ts";
import { putTogether, stillAsked, type TemplateUpdate } from "./put-together.ts";
import { UpdateQuestions } from "./update-questions.tsx";

const names = { mine: "Keep yours", theirs: "Take the template’s" } as const;
type Shown = "theirs" | "mine" | "result";

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

/** Three states of one flow side by side, what both changed as choices, and what the newer version asks. */
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
  const said = useMemo(() => ({ theirs: diffWords(diffDocuments(base, theirs, nodeTypes)), mine: diffWords(diffDocuments(base, mine, nodeTypes)) }), [base, mine, theirs, nodeTypes]);
  const sides: Readonly<Record<Shown, readonly [FlowDocument, FlowDocument]>> = { theirs: [base, theirs], mine: [base, mine], result: [mine, result] };
  const [before, after] = sides[shown];
  const { conflicts } = merged;
  function take() {
    const read = readAnswers({ document: merged.document, ...asked }, typed);
    if ("problems" in read) return setWrong(read.problems);
    const together = putTogether(update, merged.document, read);
    setWrong(together.ok ? new Map() : together.problem);
    if (together.ok) onTake({ ...together.value, connections: read.connections });
  }
  const isStale = error instanceof RequestError && error.status === 409;
  return (
    <div className="tu">
      <p className="tu-lead">From version {from.number} to version {to.number}, <Moment iso={to.publishedAt} style="day" />{to.message === "" ? "." : <>. Its author says: <b>{to.message}</b></>}</p>
      <dl className="tu-said">
        <div><dt>The template changed</dt><dd>{said.theirs}</dd></div>
        <div><dt>You changed</dt><dd>{said.mine}</dd></div>
        <div><dt>Both changed</dt><dd>{conflicts.length === 0 ? "Nothing in one place: both fit together." : conflicts.length === 1 ? "1 place. Choose one; yours is kept unless you do." : `${conflicts.length} places. Choose in each; yours is kept unless you do.`}</dd></div>
      </dl>
      {conflicts.length === 0 ? null : (
        <section className="tu-part" aria-labelledby="tu-conflicts">
          <h2 id="tu-conflicts">Changed by both</h2>
          <div className="tu-conflicts">
            {conflicts.map((conflict) => <ConflictItem key={conflict.place} conflict={conflict} names={names} side={choices[conflict.place] ?? "mine"} onSide={(side) => setChoices({ ...choices, [conflict.place]: side })} />)}
          </div>
        </section>
      )}
      <UpdateQuestions asked={asked} installed={installed} typed={typed} wrong={wrong} onTyped={setTyped} />
      <section className="tu-part vs-main" aria-label="What differs">
        <Segmented label="Compare" value={shown} segments={[{ value: "theirs", face: "What the template changed" }, { value: "mine", face: "What you changed" }, { value: "result", face: "What your draft becomes" }]} onValue={setShown} />
        <CompareView before={before} after={after} nodeTypes={nodeTypes} />
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
