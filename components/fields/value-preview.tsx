"use client";

import { useEffect, useState } from "react";
import { useDebounced } from "#components/ui/use-debounced.ts";
import type { Binding } from "#lib/flow/document.schema.ts";
import { type Evaluation, useReferenceScope } from "./reference-scope.ts";
import { preview, typeWord } from "./shape.ts";

const quietMs = 150;
const mostChars = 200;

function shown(evaluation: Evaluation): { type: string; text: string } | null {
  if (evaluation.kind !== "value") return null;
  const { value } = evaluation;
  const short = typeof value === "object" && value !== null ? JSON.stringify(value) : preview(value);
  return { type: typeWord(value, undefined), text: short.length > mostChars ? `${short.slice(0, mostChars)}…` : short };
}

/** What a value comes to with the samples there are; says so where there are none. */
export function ValuePreview({ binding }: { binding: Binding }) {
  const { evaluate } = useReferenceScope();
  const settled = useDebounced(binding, quietMs);
  const [evaluation, setEvaluation] = useState<Evaluation | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const answer = evaluate(settled, stop.signal);
    if (!(answer instanceof Promise)) setEvaluation(answer);
    else {
      setEvaluation(null);
      void answer.then((late) => stop.signal.aborted || setEvaluation(late));
    }
    return () => stop.abort();
  }, [evaluate, settled]);
  if (evaluation === null) return <p className="bind-preview small faint">Evaluating</p>;
  const value = shown(evaluation);
  if (value) return <p className="bind-preview small"><span className="faint" aria-hidden>=</span><span className="vh">With the sample: </span> <span className="data val">{value.text}</span> <span className="data ty">{value.type}</span></p>;
  if (evaluation.kind === "unknown") return <p className="bind-preview small faint">unknown: {evaluation.why}</p>;
  return evaluation.kind === "problem" ? <p className="bind-preview small is-problem">{evaluation.message}</p> : null;
}
