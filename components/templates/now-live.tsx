"use client";

import { useEffect, useRef } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";

/** Where it is started from outside; null when it starts by itself, or by hand. */
function doorOf(flow: Flow, types: NodeTypes): { label: string; url: string } | null {
  const trigger = flow.document.nodes.find(({ type }) => types.get(type)?.kind === "trigger");
  if (trigger?.type === "core/webhook") return { label: "Its hook’s address", url: flow.hookUrl };
  return trigger?.type === "core/form" ? { label: "Its form", url: flow.formUrl } : null;
}

/** It is live: what to do with it next. */
export function NowLive({ flow, nodeTypes }: { flow: Flow; nodeTypes: NodeTypes }) {
  const { slug } = useWorkspace();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const door = doorOf(flow, nodeTypes);
  return (
    <section className="tw-step" aria-labelledby="tw-live">
      <h2 id="tw-live" ref={heading} tabIndex={-1} className="h-body">{flow.name} is live</h2>
      <Notice mark="success">Version {flow.liveVersion} runs from now on. Pause it at any time from its page.</Notice>
      {door === null ? null : (
        <div className="tw-door">
          <span className="small muted">{door.label}</span>
          <div className="secret"><span className="data">{door.url}</span><CopyButton text={door.url} label={`Copy ${door.label.toLowerCase().replace("its ", "the ")}`} /></div>
        </div>
      )}
      <div className="form-end">
        <LinkButton look="ink" size="l" href={`/w/${slug}/flows/${flow.id}`}>Open the flow</LinkButton>
        <LinkButton size="l" href={`/w/${slug}/runs?flow=${flow.id}`}>See its runs</LinkButton>
      </div>
    </section>
  );
}
