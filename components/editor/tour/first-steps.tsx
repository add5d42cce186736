"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { IconButton } from "#components/ui/icon-button.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { flowDraftQuery } from "#lib/client/queries/flows.ts";
import { blocksPublishing } from "#lib/flow/issue.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { skipFirstSteps, wantsFirstSteps } from "./first-steps-memory.ts";

interface Step {
  name: string;
  isDone: boolean;
  /** What to do, as long as it is the next one. */
  how: string;
}

/** What must be done before the button works; null when nothing is in its way. */
function beforePublishing({ isShowingRun, blocking, why }: { isShowingRun: boolean; blocking: number; why: string | null }): string | null {
  if (isShowingRun) return "Go back to the draft first, then publish it.";
  if (blocking > 0) return `First mend ${blocking === 1 ? "the issue" : `the ${blocking} issues`}: the list leads to each.`;
  return why;
}

/** The way from an empty canvas to a flow that is live, ticked off as it is gone; until it was gone once, or was skipped. */
export function FirstSteps() {
  const { workspace, flow, autosave, whyNotPublish } = useEditorSession();
  const [isWanted, setWanted] = useState(wantsFirstSteps);
  const readOnly = useEditor((state) => state.readOnly);
  const hasTrigger = useEditor((state) => state.document.nodes.some((node) => state.nodeTypes.get(node.type)?.kind === "trigger"));
  const hasStep = useEditor((state) => state.document.edges.length > 0);
  const isTested = useEditor((state) => state.lastTest !== null);
  const isShowingRun = useEditor((state) => state.overlay !== null);
  const blocking = useEditor((state) => state.issues.filter(blocksPublishing).length);
  useStore(autosave.status);
  const why = whyNotPublish();
  const live = useQuery(flowDraftQuery(workspace, flow)).data?.liveVersion ?? null;
  if (!isWanted || readOnly || live !== null) return null;
  const steps: readonly Step[] = [
    { name: "Choose what starts it", isDone: hasTrigger, how: "A webhook, a form, a schedule: the list is on the canvas." },
    { name: "Add what it does", isDone: hasStep, how: "Press A, or drag from a port into nothing, and choose a step." },
    { name: "Test run", isDone: isTested, how: "The button below the canvas says what it will do; writes are only shown." },
    { name: "Publish", isDone: false, how: beforePublishing({ isShowingRun, blocking, why }) ?? "From then on it runs by itself, and every run can be read." },
  ];
  const next = steps.find((step) => !step.isDone);
  return (
    <nav className="first-steps small" aria-label="First steps">
      <ol>
        {steps.map((step) => (
          <li key={step.name} aria-current={step === next ? "step" : undefined}>
            <StatusMark mark={step.isDone ? "success" : step === next ? "hint" : "skipped"} />
            <span>{step.name}<span className="vh">{step.isDone ? ", done" : ""}</span></span>
          </li>
        ))}
      </ol>
      <span className="muted grow first-how">{next?.how}</span>
      <IconButton size="s" label="Skip the first steps" icon={X} onClick={() => { skipFirstSteps(); setWanted(false); }} />
    </nav>
  );
}
