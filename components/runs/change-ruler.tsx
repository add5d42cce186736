import type { PlannedRow, RowChange } from "#lib/flow/planned-write.ts";

const order = ["create", "update", "unchanged", "reject", "unknown"] as const satisfies readonly RowChange[];
const words: Record<RowChange, string> = { create: "created", update: "updated", unchanged: "unchanged", reject: "rejected", unknown: "unknown" };

/** What becomes of a sink's rows, stacked on one ruler; the words beside it say the same. */
export function ChangeRuler({ rows }: { rows: readonly PlannedRow[] }) {
  const counts = order.map((change) => ({ change, count: rows.filter((row) => row.change === change).length })).filter(({ count }) => count > 0);
  return (
    <>
      <div className="plan-ruler" aria-hidden>
        {counts.map(({ change, count }) => <i key={change} data-change={change} style={{ flexGrow: count }} />)}
      </div>
      <p className="small">{counts.map(({ change, count }) => `${count} ${words[change]}`).join(", ")}</p>
    </>
  );
}
