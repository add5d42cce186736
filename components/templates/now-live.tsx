"use client";

import { useEffect, useRef } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { FlowStart } from "./flow-start.tsx";

/** It is live: what to do with it next. */
export function NowLive({ flow, nodeTypes }: { flow: Flow; nodeTypes: NodeTypes }) {
  const { slug } = useWorkspace();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="tw-step" aria-labelledby="tw-live">
      <h2 id="tw-live" ref={heading} tabIndex={-1} className="h-body">{flow.name} is live</h2>
      <Notice mark="success">Version {flow.liveVersion} runs from now on. Pause it at any time from its page.</Notice>
      <FlowStart flow={flow} nodeTypes={nodeTypes} />
      <div className="form-end">
        <LinkButton look="ink" size="l" href={`/w/${slug}/flows/${flow.id}`}>Open the flow</LinkButton>
        <LinkButton size="l" href={`/w/${slug}/runs?flow=${flow.id}`}>See its runs</LinkButton>
      </div>
    </section>
  );
}
