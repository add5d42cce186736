"use client";

import { ArrowRight } from "lucide-react";
import { useState } from "react";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { ExpectedRun, TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { JsonText } from "./json-text.tsx";
import { SampleChoice } from "./sample-choice.tsx";

const stepWords = { succeeded: "runs", failed: "fails", skipped: "is skipped" } as const;

/** How many writes it plans, all steps together. */
function writesOf(expected: ExpectedRun | null): number {
  return Object.values(expected?.writes ?? {}).reduce((sum, count) => sum + count, 0);
}

/** What each step is expected to do, in the order of the document. */
function StepList({ expected, document }: { expected: ExpectedRun; document: FlowDocument }) {
  const said = document.nodes.flatMap(({ id, name }) => {
    const step = expected.steps[id];
    const writes = expected.writes[id] ?? 0;
    if (!step && writes === 0) return [];
    const what = [...(step ? [stepWords[step.status]] : []), ...(writes > 0 ? [writes === 1 ? "plans 1 write" : `plans ${writes} writes`] : [])].join(", ");
    return [{ id, name, what }];
  });
  if (said.length === 0) return null;
  return <ul className="tp-steps">{said.map(({ id, name, what }) => <li key={id}><b>{name}</b> <span className="muted">{what}</span></li>)}</ul>;
}

function Expected({ expected, document }: { expected: ExpectedRun | null; document: FlowDocument }) {
  if (expected === null) return <p className="small muted">Its author does not say what should come of it.</p>;
  const { answer } = expected;
  return (
    <>
      {answer?.body === undefined ? null : <JsonText value={answer.body} label="Expected answer" />}
      <StepList expected={expected} document={document} />
    </>
  );
}

/** What goes in, and what is expected to come of it; a switch between the samples. */
export function TemplateSamples({ content }: { content: Pick<TemplateContent, "document" | "samples"> }) {
  const [at, setAt] = useState(0);
  const sample = content.samples[at];
  if (!sample) return null;
  const { expected } = sample;
  const writes = writesOf(expected);
  return (
    <section className="io" aria-label="Samples">
      <div>
        <div className="io-h"><h2 className="h-small">Sample in</h2><SampleChoice samples={content.samples} at={at} onAt={setAt} /></div>
        <JsonText key={at} value={sample.input} label={`Sample ${sample.name}`} />
      </div>
      <div className="io-mid"><ArrowRight className="ic" aria-hidden /><span className="data faint">{expected === null ? "" : writes === 0 ? "no write" : writes === 1 ? "1 write" : `${writes} writes`}</span></div>
      <div>
        <div className="io-h">
          <h2 className="h-small">{expected?.answer?.body === undefined ? "What comes of it" : "Answer"}</h2>
          {expected === null ? null : <span className="tag" data-s={expected.ends === "failed" || (expected.answer && expected.answer.status >= 400) ? "failed" : "success"}>{expected.answer ? (expected.answer.body === undefined ? `answers ${expected.answer.status}` : expected.answer.status) : expected.ends === "failed" ? "the run fails" : "succeeds"}</span>}
        </div>
        <Expected expected={expected} document={content.document} />
      </div>
    </section>
  );
}
