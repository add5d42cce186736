"use client";

import { useMemo } from "react";
import { Logo } from "#components/shell/logo.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { SharedTemplate } from "#lib/contracts/templates.schema.ts";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import { CopyTemplateLink } from "./copy-template-link.tsx";
import { DownloadFile } from "./download-file.tsx";
import { TemplateView } from "./template-view.tsx";
import { effortWords } from "./template-words.ts";

/** What a template's link shows to anybody. `home`: where somebody who is signed in has their flows. */
export function SharedTemplateScreen({ template, link, home }: { template: SharedTemplate; link: string; home: string | null }) {
  const nodeTypes = useMemo((): NodeTypes => new Map(template.nodeTypes.map((type): [string, NodeType] => [type.type, type as NodeType])), [template.nodeTypes]);
  const use = `/t/${encodeURIComponent(link)}/use`;
  return (
    <>
      <a className="skip" href="#page">Skip to the page</a>
      <header className="tp-bar">
        <span className="brand"><Logo /><span>Millrace</span></span>
        <span className="grow" />
        <span className="only-wide"><CopyTemplateLink audience={template.visibility} link={() => window.location.href} /></span>
        <span className="only-wide"><DownloadFile content={template.content} /></span>
        {home === null ? <LinkButton href={`/sign-in?next=${encodeURIComponent(use)}`} prefetch={false}>Sign in</LinkButton> : <LinkButton href={home} prefetch={false}>Your flows</LinkButton>}
      </header>
      <main id="page" className="tp-page">
        <TemplateView
          content={template.content}
          nodeTypes={nodeTypes}
          facts={template}
          unavailable={template.unavailable}
          action={<><LinkButton look="ink" size="l" href={use} prefetch={false}>Use this template</LinkButton><p className="small muted">{effortWords(template.content)}</p></>}
        />
      </main>
    </>
  );
}
