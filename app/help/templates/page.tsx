import type { Metadata } from "next";
import "#app/styles/help.css";
import { HelpFrame } from "#components/help/help-frame.tsx";
import { TemplatesPage } from "#components/help/templates-page.tsx";
import { listNodeHelp } from "#lib/server/help/list-node-help.ts";

export const metadata: Metadata = { title: "Templates" };

export default function HelpTemplatesPage() {
  return <HelpFrame nodes={listNodeHelp()} current="/help/templates"><TemplatesPage /></HelpFrame>;
}
