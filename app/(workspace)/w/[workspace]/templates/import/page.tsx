import type { Metadata } from "next";
import "#app/styles/editor.css";
import "#app/styles/templates.css";
import { ImportScreen } from "#components/templates/import-screen.tsx";

export const metadata: Metadata = { title: "Import a template" };

export default function ImportPage() {
  return <ImportScreen />;
}
