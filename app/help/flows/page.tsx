import type { Metadata } from "next";
import "#app/styles/help.css";
import { FlowsPage } from "#components/help/flows-page.tsx";
import { HelpFrame } from "#components/help/help-frame.tsx";
import { listNodeHelp } from "#lib/server/help/list-node-help.ts";

export const metadata: Metadata = { title: "What a run does" };

export default function HelpFlowsPage() {
  return <HelpFrame nodes={listNodeHelp()} current="/help/flows"><FlowsPage /></HelpFrame>;
}
