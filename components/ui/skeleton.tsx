const widths = ["58%", "84%", "70%", "46%"] as const;

/** Stands in for content; its bars appear only after 300 ms, so that quick answers do not flash. */
export function Skeleton({ rows = 3, label }: { rows?: number | undefined; label: string }) {
  return (
    <div className="skels" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skels-row" aria-hidden="true">
          <span className="skel" style={{ width: widths[row % widths.length] }} />
          <span className="skel" style={{ width: widths[(row + 1) % widths.length] }} />
        </div>
      ))}
    </div>
  );
}
