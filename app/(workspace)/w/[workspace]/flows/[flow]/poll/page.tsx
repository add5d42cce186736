import type { Metadata } from "next";
import { PollScreen } from "#components/polls/poll-screen.tsx";

export const metadata: Metadata = { title: "Poll" };

export default async function PollPage({ params }: { params: Promise<{ flow: string }> }) {
  return <PollScreen flow={(await params).flow} />;
}
