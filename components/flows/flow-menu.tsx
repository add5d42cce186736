"use client";

import { useMutation } from "@tanstack/react-query";
import { Archive, ArrowRight, CalendarClock, Ellipsis, Gauge, LayoutTemplate, ListTree, Lock, Pause, Play, Rows3, Trash2 } from "lucide-react";
import { useState } from "react";
import { FieldRulesDialog } from "#components/data-care/field-rules-dialog.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { InstallFacts } from "#components/templates/update/install-facts.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import { DeleteFlowDialog } from "./delete-flow-dialog.tsx";
import { KeepRunsDialog } from "./keep-runs-dialog.tsx";
import { PauseFlowDialog } from "./pause-flow-dialog.tsx";

export function FlowMenu({ flow }: { flow: FlowSummary }) {
  const { slug, may } = useWorkspace();
  const [asking, setAsking] = useState<"pause" | "keep" | "fields" | "delete" | null>(null);
  const resume = useMutation(flowMutations(slug).resume);
  const close = () => setAsking(null);
  const isScheduled = flow.shape.some(({ type }) => type === scheduleTrigger);
  const isPolled = flow.shape.some(({ type }) => type === "http/poll");
  return (
    <>
      <Menu label={flow.name} align="end" trigger={(props) => <IconButton {...props} label={`More about ${flow.name}`} icon={Ellipsis} />}>
        <InstallFacts flow={flow.id} />
        <MenuItem icon={ArrowRight} href={`/w/${slug}/flows/${flow.id}`}>Open</MenuItem>
        <MenuItem icon={ListTree} href={`/w/${slug}/runs?flow=${flow.id}`}>Runs</MenuItem>
        {flow.pattern === "sync" ? <MenuItem icon={Gauge} href={`/w/${slug}/flows/${flow.id}/latency`}>Latency</MenuItem> : null}
        {isScheduled ? <MenuItem icon={CalendarClock} href={`/w/${slug}/flows/${flow.id}/schedule`}>Schedule</MenuItem> : null}
        {isPolled ? <MenuItem icon={Rows3} href={`/w/${slug}/flows/${flow.id}/poll`}>Poll</MenuItem> : null}
        {may("flows:write") ? (
          <>
            {flow.paused ? <MenuItem icon={Play} onSelect={() => resume.mutate({ flow: flow.id })}>Resume</MenuItem> : null}
            {!flow.paused && flow.liveVersion !== null ? <MenuItem icon={Pause} onSelect={() => setAsking("pause")}>Pause</MenuItem> : null}
            {may("flows:keep") ? <MenuItem icon={Archive} onSelect={() => setAsking("keep")}>Keep runs for</MenuItem> : null}
            <MenuItem icon={Lock} onSelect={() => setAsking("fields")}>Hidden fields</MenuItem>
            {may("templates:publish") && flow.shape.length > 0 ? <MenuItem icon={LayoutTemplate} href={`/w/${slug}/flows/${flow.id}/template`}>Publish as a template</MenuItem> : null}
            <MenuItem icon={Trash2} onSelect={() => setAsking("delete")}>Delete</MenuItem>
          </>
        ) : null}
      </Menu>
      {asking === "pause" ? <PauseFlowDialog flow={flow} isScheduled={isScheduled} onClose={close} /> : null}
      {asking === "keep" ? <KeepRunsDialog flow={flow} onClose={close} /> : null}
      {asking === "fields" ? <FieldRulesDialog flow={flow} onClose={close} /> : null}
      {asking === "delete" ? <DeleteFlowDialog flow={flow} onClose={close} /> : null}
    </>
  );
}
