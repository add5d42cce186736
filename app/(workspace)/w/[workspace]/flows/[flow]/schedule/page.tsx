import type { Metadata } from "next";
import { ScheduleScreen } from "#components/schedules/schedule-screen.tsx";

export const metadata: Metadata = { title: "Schedule" };

export default async function SchedulePage({ params }: { params: Promise<{ flow: string }> }) {
  const { flow } = await params;
  return <ScheduleScreen flow={flow} />;
}
