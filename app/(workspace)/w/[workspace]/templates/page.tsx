import type { Metadata } from "next";
import "#app/styles/templates.css";
import { TemplateGalleryScreen } from "#components/templates/template-gallery-screen.tsx";

export const metadata: Metadata = { title: "Templates" };

export default function TemplateGalleryPage() {
  return <TemplateGalleryScreen />;
}
