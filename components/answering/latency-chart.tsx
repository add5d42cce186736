import { formatDuration } from "#components/ui/format-duration.ts";
import type { Latency } from "#lib/contracts/answering.schema.ts";

const height = 160;
const width = 720;
const places = 48;

function timeOf(at: string, hours: number): string {
  return new Date(at).toLocaleString("en", hours <= 24 ? { hour: "2-digit", minute: "2-digit", hour12: false } : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false });
}

/** p50 to p99 of each stretch of time; the same as a table for who cannot see it. */
export function LatencyChart({ latency: { bars, deadlineMs, hours, spanMs } }: { latency: Latency }) {
  const top = Math.max(1, ...bars.map(({ p99 }) => p99)) * 1.08;
  const first = Math.min(...bars.map(({ at }) => Date.parse(at)));
  const last = Math.max(...bars.map(({ at }) => Date.parse(at)));
  // From the first call on, so that an hour of calls does not stand at the edge of a month.
  const count = Math.min(places, Math.max(12, Math.round((last - first) / spanMs) + 1));
  const step = width / count;
  const y = (ms: number): number => height - (ms / top) * height;
  return (
    <div className="lat-chart">
      <div className="tbl-scroll" tabIndex={0} role="region" aria-label="Chart over time">
        <svg viewBox={`0 -18 ${width} ${height + 40}`} role="img" aria-label={`p50, p95 and p99 over the last ${hours} hours, up to ${formatDuration(top / 1.08)}`}>
          {[0, 0.5, 1].map((part) => <line key={part} className="lat-grid" x1={0} x2={width} y1={height * part} y2={height * part} />)}
          <text className="lat-axis" x={0} y={-5}>{formatDuration(top)}</text>
          {deadlineMs !== null && deadlineMs < top ? <line className="lat-deadline" x1={0} x2={width} y1={y(deadlineMs)} y2={y(deadlineMs)} /> : null}
          {bars.map((bar) => {
            const x = Math.round((Date.parse(bar.at) - first) / spanMs) * step;
            return (
              <g key={bar.at} data-bad={bar.failed + bar.late > 0}>
                <title>{`${timeOf(bar.at, hours)}: p50 ${formatDuration(bar.p50)}, p95 ${formatDuration(bar.p95)}, p99 ${formatDuration(bar.p99)}; ${bar.calls} calls, ${bar.failed} failed, ${bar.late} past the deadline`}</title>
                <rect className="lat-p99" x={x + step * 0.2} width={step * 0.6} y={y(bar.p99)} height={height - y(bar.p99)} />
                <rect className="lat-p95" x={x + step * 0.2} width={step * 0.6} y={y(bar.p95)} height={height - y(bar.p95)} />
                <rect className="lat-p50" x={x + step * 0.2} width={step * 0.6} y={y(bar.p50)} height={height - y(bar.p50)} />
              </g>
            );
          })}
          <text className="lat-axis" x={0} y={height + 16}>{timeOf(new Date(first).toISOString(), hours)}</text>
          {last - first > spanMs * 3 ? <text className="lat-axis" x={(Math.round((last - first) / spanMs) + 1) * step} y={height + 16} textAnchor="end">{timeOf(new Date(last).toISOString(), hours)}</text> : null}
        </svg>
      </div>
      <p className="small muted lat-legend"><i className="lat-p50" /> p50 <i className="lat-p95" /> p95 <i className="lat-p99" /> p99{deadlineMs !== null && deadlineMs < top ? <><i className="lat-line" /> deadline</> : null}</p>
      <details>
        <summary>As a table</summary>
        <div className="tbl-scroll" tabIndex={0} role="region" aria-label="Latency over time">
          <table className="tbl">
            <thead><tr><th>From</th><th>p50</th><th>p95</th><th>p99</th><th>Calls</th><th>Failed</th><th>Late</th></tr></thead>
            <tbody>{bars.map((bar) => <tr key={bar.at}><td>{timeOf(bar.at, hours)}</td><td className="data">{formatDuration(bar.p50)}</td><td className="data">{formatDuration(bar.p95)}</td><td className="data">{formatDuration(bar.p99)}</td><td className="data">{bar.calls}</td><td className="data">{bar.failed}</td><td className="data">{bar.late}</td></tr>)}</tbody>
          </table>
        </div>
      </details>
    </div>
  );
}
