import type { Metadata } from "next";
import { EventScreen } from "#components/events/event-screen.tsx";

export const metadata: Metadata = { title: "Event" };

export default async function EventPage({ params }: { params: Promise<{ event: string }> }) {
  return <EventScreen event={(await params).event} />;
}
