import type { Metadata } from "next";
import { ReferenceScreen } from "#components/reference/reference-screen.tsx";

export const metadata: Metadata = { title: "API reference" };

export default function ApiReferencePage() {
  return <ReferenceScreen />;
}
