import type { Metadata } from "next";
import { FlowApiScreen } from "#components/answering/flow-api-screen.tsx";

export const metadata: Metadata = { title: "API" };

export default function FlowApiPage() {
  return <FlowApiScreen />;
}
