import type { Metadata } from "next";
import { SetupScreen } from "#components/auth/setup-screen.tsx";

export const metadata: Metadata = { title: "First start", referrer: "no-referrer" };

export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  return <SetupScreen token={typeof token === "string" ? token : ""} />;
}
