import type { Metadata } from "next";
import "#app/styles/editor.css";
import "#app/styles/templates.css";
import { TemplateScreen } from "#components/templates/template-screen.tsx";

export const metadata: Metadata = { title: "Template" };

export default async function TemplatePage({ params }: { params: Promise<{ template: string }> }) {
  return <TemplateScreen template={(await params).template} />;
}
