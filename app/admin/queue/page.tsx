import type { Metadata } from "next";
import { QueueScreen } from "#components/admin/queue-screen.tsx";

export const metadata: Metadata = { title: "Queue" };

export default function QueuePage() {
  return <QueueScreen />;
}
