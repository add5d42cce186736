"use client";

import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useStore } from "zustand";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PatternLabel } from "#components/ui/pattern-label.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import { publish, publishWithMessage } from "../commands/editor-commands.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import type { PublishState } from "../use-publish.ts";
import { OpenedFrom } from "./opened-from.tsx";
import { SaveLine } from "./save-line.tsx";

const MoreMenu = lazyPart(async () => (await import("./more-menu.tsx")).MoreMenu, { waiting: <span className="ed-more" /> });

function FlowName() {
  const { store } = useEditorSession();
  const name = useEditor((state) => state.name);
  const readOnly = useEditor((state) => state.readOnly);
  const [before, setBefore] = useState(name);
  if (readOnly) return <h1 className="cut">{name}</h1>;
  return (
    <h1 className="ed-title">
      <input
        className="ed-name"
        aria-label="Name of the flow"
        maxLength={120}
        spellCheck={false}
        size={Math.max(8, name.length)}
        value={name}
        onFocus={() => setBefore(name)}
        onChange={(event) => store.getState().rename(event.currentTarget.value)}
        onBlur={() => {
          if (store.getState().name.trim() === "") store.getState().rename(before);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") store.getState().rename(before);
          if (event.key === "Enter" || event.key === "Escape") {
            event.currentTarget.blur();
            event.stopPropagation();
          }
        }}
      />
    </h1>
  );
}

/** Where the flow stands: name, pattern, draft, and the one button that makes it live. */
export function EditorHeader({ flow, publishing }: { flow: Flow; publishing: PublishState }) {
  const session = useEditorSession();
  // Where there is room, few need it: it is loaded when it is first opened.
  const [isWanted, setWanted] = useState(false);
  const pattern = useEditor((state) => patternOf(state.document, state.nodeTypes));
  const isScheduled = useEditor((state) => state.document.nodes.some((node) => node.type === scheduleTrigger));
  const blocking = useEditor((state) => state.issues.filter((issue) => issue.severity === "error").length);
  // Whether it can be published depends on what is saved, beside the document.
  useStore(session.autosave.status);
  useEditor((state) => state.document);
  const enabled = publish.enabled(session);
  const why = enabled !== true ? enabled : blocking === 0 ? null : blocking === 1 ? "1 issue blocks publishing" : `${blocking} issues block publishing`;
  const narrow = useNarrow();
  const home = `/w/${session.workspace}`;
  return (
    <header className="ed-head">
      <nav className="row crumbs" aria-label="Breadcrumb">
        <Link className="faint only-wide" href={`${home}/flows`}>Flows</Link>
        <span className="faint only-wide" aria-hidden>/</span>
        <OpenedFrom />
        <FlowName />
        {pattern ? <PatternLabel pattern={pattern} /> : null}
      </nav>
      <SaveLine flow={flow} />
      <span className="grow" />
      <nav className="tabs only-wide" aria-label="Flow">
        <Link aria-current="page" href={`${home}/flows/${session.flow}`}>Edit</Link>
        <Link href={`${home}/runs?flow=${session.flow}`}>Runs</Link>
        <Link href={`${home}/flows/${session.flow}/versions`}>Versions</Link>
        {isScheduled ? <Link href={`${home}/flows/${session.flow}/schedule`}>Schedule</Link> : null}
      </nav>
      <span className="split">
        <Button
          look="ink"
          busy={publishing.kind === "busy"}
          aria-disabled={enabled !== true || undefined}
          title={why ?? undefined}
          aria-describedby={why === null ? undefined : "publish-why"}
          onClick={() => {
            if (enabled === true) publish.perform(session);
          }}
        >
          {publishing.kind === "busy" ? "Publishing…" : "Publish"}
        </Button>
        <Button look="ink" aria-label="See what changed, and publish with a message" title="See what changed, and publish with a message" aria-disabled={enabled !== true || undefined} onClick={() => enabled === true && publishWithMessage.perform(session)}>
          <ChevronDown className="ic ic-s" aria-hidden />
        </Button>
      </span>
      {narrow || isWanted ? <MoreMenu flow={flow} isScheduled={isScheduled} narrow={narrow} opensAtOnce={isWanted} /> : <Button look="bare" className="btn-icon" aria-label="More of this flow" aria-haspopup="menu" onClick={() => setWanted(true)}>⋮</Button>}
      {why === null ? null : <span id="publish-why" className="vh">{why}</span>}
    </header>
  );
}
