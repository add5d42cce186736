import type { Metadata } from "next";
import { DataScreen } from "#components/data-care/data-screen.tsx";

export const metadata: Metadata = { title: "Data" };

export default function DataPage() {
  return <DataScreen />;
}
