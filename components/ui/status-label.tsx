import type { ReactNode } from "react";
import { type Mark, signalOfMark, StatusMark } from "./status-mark.tsx";

/** Mark and word together. */
export function StatusLabel({ mark, children }: { mark: Mark; children: ReactNode }) {
  return (
    <span className="st" data-s={signalOfMark(mark)}>
      <StatusMark mark={mark} />
      {children}
    </span>
  );
}
