import type { Metadata } from "next";
import { ApprovalScreen } from "#components/approvals/approval-screen.tsx";
import { GateFrame } from "#components/auth/gate-frame.tsx";

export const metadata: Metadata = { title: "Approval", referrer: "no-referrer", robots: { index: false, follow: false } };

export default async function ApprovalPage({ params }: { params: Promise<{ token: string }> }) {
  return <GateFrame><ApprovalScreen token={(await params).token} /></GateFrame>;
}
