import type { Metadata } from "next";
import { GateFrame } from "#components/auth/gate-frame.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundPage() {
  return (
    <GateFrame>
      <div>
        <h1>Nothing is here</h1>
        <p className="muted">The address is wrong, it was deleted, or your account may not see it.</p>
      </div>
      <div><LinkButton look="ink" href="/">Go to your flows</LinkButton></div>
    </GateFrame>
  );
}
