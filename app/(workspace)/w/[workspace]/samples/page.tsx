import type { Metadata } from "next";
import { SamplesScreen } from "#components/samples/samples-screen.tsx";

export const metadata: Metadata = { title: "Sample systems" };

export default function SamplesPage() {
  return <SamplesScreen />;
}
