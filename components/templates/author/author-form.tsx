"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template } from "#lib/contracts/templates.schema.ts";
import { AboutSection } from "./about-section.tsx";
import { authorBlocks } from "./author-blocks.ts";
import { type WireDraft, wireDraft } from "./author-draft.ts";
import { AuthorStrip } from "./author-strip.tsx";
import { ConnectionsSection } from "./connections-section.tsx";
import { FindingsSection } from "./findings-section.tsx";
import { focusAt } from "./focus-at.ts";
import { groupFindings } from "./group-findings.ts";
import { KeepingLine } from "./keeping-line.tsx";
import { PublishSection } from "./publish-section.tsx";
import { QuestionsSection } from "./questions-section.tsx";
import { SamplesSection } from "./samples-section.tsx";
import { ShareSection } from "./share-section.tsx";
import { StrangerView } from "./stranger-view.tsx";
import { useAuthorDraft } from "./use-author-draft.ts";
import { useAuthorPreview } from "./use-author-preview.ts";

interface AuthorFormProps {
  flow: Flow;
  /** What was said for the newest version, or is suggested for the first. */
  start: WireDraft;
  /** The one that was made of this flow. */
  template: Template | null;
}

/** Everything an author says, beside what the server makes of it: asked again a moment after each change. */
export function AuthorForm({ flow, start, template }: AuthorFormProps) {
  const { draft, change, keeping, startOver, settle } = useAuthorDraft(flow.id, start);
  const [view, setView] = useState<"write" | "stranger">("write");
  const [published, setPublished] = useState<number | null>(null);
  const share = useRef<HTMLHeadingElement>(null);
  const wire = useMemo(() => wireDraft(draft, flow.name), [draft, flow.name]);
  const { made, isChecked, error, retry } = useAuthorPreview(flow.id, wire);
  const things = useMemo(() => groupFindings(made?.findings ?? []), [made]);
  const blocks = useMemo(() => (made ? authorBlocks(draft, things, made) : []), [draft, things, made]);
  // Once it is read again: before that there may be nobody to say it to.
  const isShown = published !== null && template?.version === published;
  useEffect(() => {
    if (isShown) share.current?.focus();
  }, [isShown]);
  return (
    <>
      <div className="ta-bar">
        <Segmented label="Shown" value={view} segments={[{ value: "write", face: "Write" }, { value: "stranger", face: "As a stranger sees it" }]} onValue={setView} />
        <KeepingLine keeping={keeping} onStartOver={startOver} />
      </div>
      <AuthorStrip
        blocks={blocks} flow={flow.id}
        onGo={(at) => {
          setView("write");
          focusAt(at);
        }}
      />
      {published === null ? null : <Notice mark="success" live action={<Button size="s" onClick={() => setPublished(null)}>Go on writing</Button>}><b>Version {published} is published.</b> Its samples are run now, and the result is shown with it. Here you say who sees it.</Notice>}
      {template ? <ShareSection template={template} heading={share} /> : null}
      {error && !made ? (
        <ErrorState title="The template could not be put together" onRetry={retry}>{errorText(error)} What you wrote is kept.</ErrorState>
      ) : !made ? <Skeleton label="Putting the template together" rows={6} /> : view === "stranger" ? <StrangerView preview={made} about={draft.about} /> : (
        <div className="ta">
          <div className="ta-main">
            <AboutSection draft={draft} flow={flow} onChange={change} />
            <QuestionsSection draft={draft} preview={made} onChange={change} />
            <ConnectionsSection draft={draft} preview={made} onChange={change} />
            <SamplesSection draft={draft} preview={made} onChange={change} />
          </div>
          <aside className="ta-side" aria-label="Before you publish">
            <FindingsSection draft={draft} preview={made} things={things} flow={flow.id} onChange={change} />
            <PublishSection
              draft={draft} wire={wire} flow={flow.id} next={(template?.version ?? 0) + 1} blocks={blocks.length} isChecked={isChecked} checkError={error} onChange={change}
              onPublished={(version) => {
                settle();
                setPublished(version);
              }}
            />
          </aside>
        </div>
      )}
    </>
  );
}
