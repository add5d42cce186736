import type { Metadata } from "next";
import "#app/styles/editor.css";
import "#app/styles/templates.css";
import "#app/styles/template-author.css";
import { AuthorScreen } from "#components/templates/author/author-screen.tsx";

export const metadata: Metadata = { title: "Publish as a template" };

export default async function FlowTemplatePage({ params }: { params: Promise<{ flow: string }> }) {
  const { flow } = await params;
  return <AuthorScreen flow={flow} />;
}
