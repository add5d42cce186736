import type { QueueHealth } from "../engine/run-driver.ts";
import type { MetricFamily } from "./format-metrics.ts";
import { countedHeld, type Totals } from "./read-totals.ts";

const patterns = ["batch", "sync", "event", "cdc"];
const ends = ["succeeded", "failed", "cancelled"];

/** What is the same whichever web process is asked. No label names a tenant. */
export function databaseFamilies(queue: QueueHealth | null, totals: Totals): MetricFamily[] {
  const gauge = (name: string, help: string, value: number): MetricFamily => ({ name, type: "gauge", help, samples: [{ value }] });
  const counter = (name: string, help: string, value: number): MetricFamily => ({ name, type: "counter", help, samples: [{ value }] });
  const finished = patterns.flatMap((pattern) => ends.map((status) => ({ labels: { pattern, status }, value: totals.tallies.get(`runs_finished ${pattern} ${status}`) ?? 0 })));
  return [
    { name: "millrace_runs_finished_total", type: "counter", help: "Live runs that ended, by the pattern of their flow and how.", samples: finished },
    counter("millrace_schedule_misses_total", "Times that a schedule missed occurrences; several in a row count once.", totals.tallies.get("schedules_missed") ?? 0),
    gauge("millrace_deliveries_held", `Events that a flow's limit holds back, counted up to ${countedHeld}.`, totals.held),
    ...(queue === null ? [] : queueFamilies(queue)),
    gauge("millrace_database_bytes", "Size of the database on its disk.", totals.databaseBytes),
    gauge("millrace_database_connections", "Connections to the database, of all processes.", totals.connections),
    gauge("millrace_database_connections_max", "Connections that the database server allows.", totals.maxConnections),
  ];

  function queueFamilies({ due, sleeping, running, estimated, oldestDueMs, workers, countedTo, crashesEver, quarantinedEver }: QueueHealth): MetricFamily[] {
    const states = { due, sleeping, leased: running };
    return [
      { name: "millrace_queue_jobs", type: "gauge", help: `Jobs by state, each counted up to ${countedTo}.`, samples: Object.entries(states).map(([state, value]) => ({ labels: { state }, value })) },
      ...(estimated === null ? [] : [gauge("millrace_queue_jobs_estimated", "All jobs, by the statistics of the database: right to about a tenth, and without an upper bound.", estimated)]),
      gauge("millrace_queue_oldest_due_seconds", "How long the oldest due job has waited; 0 when none is due.", oldestDueMs / 1_000),
      gauge("millrace_workers_alive", "Workers that were seen in the last 30 seconds.", workers),
      counter("millrace_crash_deliveries_total", "Jobs that were taken back because their worker died or was silent.", crashesEver),
      counter("millrace_runs_quarantined_total", "Runs set aside because they ended their process too often.", quarantinedEver),
    ];
  }
}
