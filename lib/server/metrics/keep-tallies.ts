import type { Pool } from "pg";
import type { Logger } from "pino";

const everyMs = 10_000;

/** Rows of another sum that is under way are gone when this one comes to them, and so are theirs: nothing counts twice. */
const statement = `
with gone as (delete from tallies where (select count(*) from tallies) > 200 returning name, label, amount)
insert into tallies select name, label, sum(amount) from gone group by name, label`;

/** Sums up what is counted, so that it stays quick to read. Returns what ends it. */
export function keepTallies(pool: Pool, log: Logger): () => void {
  const timer = setInterval(() => {
    pool.query({ name: "sum-tallies", text: statement }).catch((err: unknown) => log.warn({ err }, "tallies.not-summed"));
  }, everyMs);
  return () => clearInterval(timer);
}
