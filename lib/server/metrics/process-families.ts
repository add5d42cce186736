import type { Pool } from "pg";
import { version } from "../instance/version.ts";
import { eventLoopLag } from "./event-loop.ts";
import type { MetricFamily } from "./format-metrics.ts";
import { hookCounts } from "./hook-counts.ts";

/** Of the web process that answers, under the names that Prometheus' own clients use where there are any. */
export function processFamilies(pool: Pool, executor: string): MetricFamily[] {
  const { user, system } = process.cpuUsage();
  const lag = eventLoopLag();
  const connections = { idle: pool.idleCount, busy: pool.totalCount - pool.idleCount };
  return [
    { name: "millrace_build_info", type: "gauge", help: "Always 1; the labels say what runs.", samples: [{ labels: { version, node: process.version, executor }, value: 1 }] },
    { name: "millrace_hooks_total", type: "counter", help: "Requests to hooks that this web process answered.", samples: Object.entries(hookCounts()).map(([outcome, value]) => ({ labels: { outcome }, value })) },
    { name: "millrace_pool_connections", type: "gauge", help: "Database connections of this web process.", samples: Object.entries(connections).map(([state, value]) => ({ labels: { state }, value })) },
    { name: "millrace_pool_connections_max", type: "gauge", help: "Database connections that this web process opens at most.", samples: [{ value: pool.options.max }] },
    { name: "millrace_pool_waiting", type: "gauge", help: "Callers in this web process that wait for a database connection.", samples: [{ value: pool.waitingCount }] },
    { name: "process_cpu_seconds_total", type: "counter", help: "Processor time of this web process.", samples: [{ value: (user + system) / 1e6 }] },
    { name: "process_resident_memory_bytes", type: "gauge", help: "Resident memory of this web process.", samples: [{ value: process.memoryUsage.rss() }] },
    { name: "process_start_time_seconds", type: "gauge", help: "When this web process started, in seconds since 1970.", samples: [{ value: performance.timeOrigin / 1_000 }] },
    ...(lag === null ? [] : [{ name: "nodejs_eventloop_lag_p99_seconds", type: "gauge", help: "99th percentile of the event loop's lag in this web process, over the last one to two minutes.", samples: [{ value: lag }] } satisfies MetricFamily]),
  ];
}
