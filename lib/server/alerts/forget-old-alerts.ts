import { runtime } from "../runtime.ts";

/** What is over stays for a quarter of a year, a count that came to nothing for as long as a rule may look back. */
const statement = `
with old as (
  delete from alerts where (state = 'over' and ended_at < now() - interval '90 days') or (state = 'counting' and last_at < now() - interval '1 day')
)
delete from alert_notices where alert_id is null and created_at < now() - interval '90 days'`;

export async function forgetOldAlerts(): Promise<void> {
  await runtime().pool.query({ name: "alerts-forget", text: statement });
}
