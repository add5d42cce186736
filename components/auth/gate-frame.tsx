import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

/** Around the pages before anyone is signed in. */
export function GateFrame({ children }: { children: ReactNode }) {
  return (
    <div className="gate">
      <header className="gate-head"><span className="brand"><Logo /><span>Millrace</span></span></header>
      <main id="page" className="gate-main">{children}</main>
    </div>
  );
}
