import type { Metadata } from "next";
import "#app/styles/help.css";
import { HelpFrame } from "#components/help/help-frame.tsx";
import { HelpIndex } from "#components/help/help-index.tsx";
import { listNodeHelp } from "#lib/server/help/list-node-help.ts";

export const metadata: Metadata = { title: "Help" };

export default function HelpPage() {
  const nodes = listNodeHelp();
  return <HelpFrame nodes={nodes} current="/help"><HelpIndex nodes={nodes} /></HelpFrame>;
}
