import type { Metadata } from "next";
import "#app/styles/editor.css";
import { VersionsScreen } from "#components/versions/versions-screen.tsx";

export const metadata: Metadata = { title: "Versions" };

export default async function VersionsPage({ params }: { params: Promise<{ flow: string }> }) {
  const { flow } = await params;
  return <VersionsScreen flow={flow} />;
}
