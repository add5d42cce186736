import type { Context } from "../context.ts";
import { readQueue } from "../instance/read-queue.ts";
import { withinMs } from "../instance/within-ms.ts";
import { runtime } from "../runtime.ts";
import { databaseFamilies } from "./database-families.ts";
import { formatMetrics, type MetricFamily, metricsContentType } from "./format-metrics.ts";
import { processFamilies } from "./process-families.ts";
import { readTotals } from "./read-totals.ts";

/** A scrape has ten seconds as a rule; what the database does not say in this time is left out. */
const databaseMs = 3_000;

/** What any web process knows of the whole instance, and of itself. It answers while the database is away, too. */
export async function readMetrics(_context: Context): Promise<Response> {
  const { pool, driver, log } = runtime();
  let known: MetricFamily[] = [];
  try {
    const [queue, totals] = await withinMs(databaseMs, Promise.all([readQueue(), readTotals(pool)]));
    known = databaseFamilies(queue, totals);
  } catch (err) {
    log.warn({ err }, "metrics.database-unreachable");
  }
  const up: MetricFamily = { name: "millrace_database_up", type: "gauge", help: "1 when the database answers this web process.", samples: [{ value: known.length > 0 ? 1 : 0 }] };
  return new Response(formatMetrics([up, ...known, ...processFamilies(pool, driver.kind)]), { headers: { "content-type": metricsContentType } });
}
