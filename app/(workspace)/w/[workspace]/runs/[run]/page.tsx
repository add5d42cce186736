import type { Metadata } from "next";
import "#app/styles/editor.css";
import { RunScreen } from "#components/runs/run-screen.tsx";

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params }: { params: Promise<{ run: string }> }) {
  return <RunScreen run={(await params).run} />;
}
