import type { Metadata } from "next";
import { notFound } from "next/navigation";
import "#app/styles/help.css";
import { HelpFrame } from "#components/help/help-frame.tsx";
import { NodePage } from "#components/help/node-page.tsx";
import { listNodeHelp } from "#lib/server/help/list-node-help.ts";
import { readNodeHelp } from "#lib/server/help/read-node-help.ts";

interface Props {
  params: Promise<{ connector: string; operation: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: readNodeHelp(await params)?.node.title ?? "Help" };
}

export default async function NodeHelpPage({ params }: Props) {
  const help = readNodeHelp(await params);
  if (!help) notFound();
  return <HelpFrame nodes={listNodeHelp()} current={`/help/nodes/${help.node.type}`}><NodePage help={help} /></HelpFrame>;
}
