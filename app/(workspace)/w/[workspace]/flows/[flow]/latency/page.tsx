import type { Metadata } from "next";
import { LatencyScreen } from "#components/answering/latency-screen.tsx";

export const metadata: Metadata = { title: "Latency" };

export default async function LatencyPage({ params }: { params: Promise<{ flow: string }> }) {
  const { flow } = await params;
  return <LatencyScreen flow={flow} />;
}
