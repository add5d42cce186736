"use client";

import { CopyButton } from "#components/ui/copy-button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import { summarize } from "#lib/flow/summarize.ts";

const NextFiring = lazyPart(async () => (await import("./next-firing.tsx")).NextFiring);

/** Where it is started from outside, with what that is called; null when it starts by itself, or by hand. */
function doorOf(flow: Flow, trigger: string): { label: string; copy: string; url: string } | null {
  if (trigger === "core/webhook") return { label: "Requests are received at this URL", copy: "Copy the URL", url: flow.hookUrl };
  return trigger === "core/form" ? { label: "Its form is at this link", copy: "Copy the link of the form", url: flow.formUrl } : null;
}

/** How a flow starts once it is live: its URL, its form, the next time of its schedule, or its trigger's own sentence. */
export function FlowStart({ flow, nodeTypes }: { flow: Flow; nodeTypes: NodeTypes }) {
  const trigger = flow.document.nodes.find(({ type }) => nodeTypes.get(type)?.kind === "trigger");
  const type = trigger && nodeTypes.get(trigger.type);
  if (!trigger || !type) return null;
  const door = doorOf(flow, trigger.type);
  if (door !== null) {
    return (
      <div className="tw-door">
        <span className="small muted">{door.label}</span>
        <div className="secret"><span className="data">{door.url}</span><CopyButton text={door.url} label={door.copy} /></div>
      </div>
    );
  }
  const schedule = trigger.config["schedule"];
  if (trigger.type === scheduleTrigger && schedule?.kind === "literal") return <NextFiring schedule={schedule.value} />;
  return <p><span className="muted">It starts:</span> {summarize(trigger, type, nodeNames(flow.document.nodes))}.</p>;
}
