import type { ReactNode } from "react";

/** The panel of the selected tab of `Tabs` with the same `set`. */
export function TabPanel({ set, id, className, children }: { set: string; id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div role="tabpanel" id={`${set}-panel-${id}`} aria-labelledby={`${set}-tab-${id}`} tabIndex={0} className={className}>
      {children}
    </div>
  );
}
