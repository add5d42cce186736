import type { Metadata } from "next";
import "#app/styles/template-author.css";
import { OwnTemplatesScreen } from "#components/templates/owner/own-templates-screen.tsx";

export const metadata: Metadata = { title: "Templates" };

export default function OwnTemplatesPage() {
  return <OwnTemplatesScreen />;
}
