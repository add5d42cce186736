import type { Metadata } from "next";
import { InviteScreen } from "#components/auth/invite-screen.tsx";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  return <InviteScreen token={(await params).token} />;
}
