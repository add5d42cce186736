import type { Metadata } from "next";
import "#app/styles/editor.css";
import "#app/styles/mapping.css";
import "#app/styles/editor-panels.css";
import { FlowEditor } from "#components/editor/flow-editor.tsx";

export const metadata: Metadata = { title: "Flow" };

export default async function FlowPage({ params }: { params: Promise<{ flow: string }> }) {
  const { flow } = await params;
  return <FlowEditor flow={flow} />;
}
