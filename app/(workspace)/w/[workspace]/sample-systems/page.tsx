import type { Metadata } from "next";
import { SampleSystemsScreen } from "#components/sample-systems/sample-systems-screen.tsx";

export const metadata: Metadata = { title: "Sample systems" };

export default function SamplesPage() {
  return <SampleSystemsScreen />;
}
