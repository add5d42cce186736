import type { Metadata } from "next";
import "#app/styles/editor.css";
import "#app/styles/templates.css";
import { UseTemplateScreen } from "#components/templates/use-template-screen.tsx";

export const metadata: Metadata = { title: "Use a template" };

export default function UseTemplatePage() {
  return <UseTemplateScreen />;
}
