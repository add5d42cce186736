import type { Metadata } from "next";
import "#app/styles/editor.css";
import "#app/styles/templates.css";
import "#app/styles/template-author.css";
import { UpdateScreen } from "#components/templates/update/update-screen.tsx";

export const metadata: Metadata = { title: "A newer version of its template" };

export default async function TemplateUpdatePage({ params }: { params: Promise<{ flow: string }> }) {
  const { flow } = await params;
  return <UpdateScreen flow={flow} />;
}
