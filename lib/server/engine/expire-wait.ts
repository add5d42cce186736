import type { Pool } from "pg";

const statement = `
update waits set status = 'expired', resolved_at = clock_timestamp()
where workspace_id = $1 and id = $2 and status = 'open' and expires_at <= clock_timestamp()`;

/**
 * Ends a wait whose time is over, by the clock of the database, which decisions and events are held to as well. It needs
 * no fence: whoever finds the wait over may say so, once. False when something came first, or its time is not over there.
 */
export async function expireWait(pool: Pick<Pool, "query">, workspaceId: string, waitId: string): Promise<boolean> {
  return (await pool.query({ name: "expire-wait", text: statement, values: [workspaceId, waitId] })).rowCount === 1;
}
