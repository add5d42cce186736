import type { Metadata } from "next";
import { NamesScreen } from "#components/events/names-screen.tsx";

export const metadata: Metadata = { title: "Catalog of events" };

export default function EventNamesPage() {
  return <NamesScreen />;
}
