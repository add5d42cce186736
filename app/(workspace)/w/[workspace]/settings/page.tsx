import type { Metadata } from "next";
import { GeneralScreen } from "#components/settings/general-screen.tsx";

export const metadata: Metadata = { title: "Settings" };

export default function GeneralPage() {
  return <GeneralScreen />;
}
