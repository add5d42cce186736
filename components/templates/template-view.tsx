"use client";

import type { ReactNode } from "react";
import { Markdown } from "#components/ui/markdown.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PatternLabel } from "#components/ui/pattern-label.tsx";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { CheckLabel } from "./check-label.tsx";
import { goalWords } from "./goal-words.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { TemplateFlow } from "./template-flow.tsx";
import { TemplateSamples } from "./template-samples.tsx";
import { TemplateSide } from "./template-side.tsx";
import { effortWords } from "./template-words.ts";

export interface TemplateViewProps {
  content: TemplateContent;
  nodeTypes: NodeTypes;
  facts: TemplateFacts | null;
  /** Why it cannot be installed here; null when it can. */
  unavailable: string | null;
  /** The one button, with what stands under it. */
  action: ReactNode;
  /** Above the name: what is special about this showing of it. */
  notice?: ReactNode;
  /** Of the name: where it is a part of a page with a name of its own. */
  heading?: "h1" | "h2" | undefined;
}

/** A template as everybody sees it: what it does, its flow, a sample in and out, and what it takes to use it. */
export function TemplateView({ content, nodeTypes, facts, unavailable, action, notice, heading: Heading = "h1" }: TemplateViewProps) {
  const problems = facts?.check?.problems ?? [];
  return (
    <div className="tp">
      <div className="tp-main">
        {notice}
        <div className="row wrap tp-labels">
          {content.pattern === null ? null : <PatternLabel pattern={content.pattern} />}
          <span className="tag">{goalWords[content.goal]}</span>
          {facts === null ? null : <CheckLabel check={facts.check} version={facts.version} />}
        </div>
        <Heading className="tp-name">{content.name}</Heading>
        <p className="lede">{content.sentence}</p>
        <p className="small muted only-narrow tp-effort">{effortWords(content)}</p>
        {unavailable === null ? null : <Notice mark="warning">{unavailable}</Notice>}
        {problems.length === 0 ? null : <Notice mark="failed"><b>A sample did not do what is expected.</b><ul>{problems.map(({ sample, problem }) => <li key={`${sample} ${problem}`}>{sample}: {problem}</li>)}</ul></Notice>}
        <TemplateFlow content={content} nodeTypes={nodeTypes} />
        <TemplateSamples content={content} />
        {content.description.trim() === "" ? null : <section className="tp-doc"><h2 className="h-body">About it</h2><div className="tp-text"><Markdown text={content.description} /></div></section>}
      </div>
      <TemplateSide content={content} nodeTypes={nodeTypes} facts={facts} action={action} />
    </div>
  );
}
