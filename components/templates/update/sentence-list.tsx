import { createElement, Fragment, type ReactNode } from "react";
import type { ChangeSentence } from "./change-sentences.ts";
import { PartFace } from "./part-face.tsx";
import type { SentencePart } from "./sentence-part.ts";

/** With more than this, the rest is folded. */
const shown = 8;

/** A space between parts, none before a stop. */
function sentence(parts: readonly SentencePart[]): ReactNode {
  return createElement(Fragment, null, ...parts.flatMap((part, at) => [at === 0 || /^[.,;]/.test(part.text) ? "" : " ", createElement(PartFace, part)]));
}

function Items({ sentences }: { sentences: readonly ChangeSentence[] }) {
  return <ul className="tu-list">{sentences.map(({ key, parts }) => <li key={key}>{sentence(parts)}</li>)}</ul>;
}

/** What is different, a sentence each; `none` where nothing is. */
export function SentenceList({ sentences, none }: { sentences: readonly ChangeSentence[]; none: string }) {
  if (sentences.length === 0) return <p className="muted">{none}</p>;
  const rest = sentences.slice(shown);
  return (
    <>
      <Items sentences={sentences.slice(0, shown)} />
      {rest.length === 0 ? null : <details><summary className="link small">and {rest.length} more</summary><Items sentences={rest} /></details>}
    </>
  );
}
