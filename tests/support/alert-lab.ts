import type { Pool } from "pg";
import { newId } from "#lib/ids.ts";
import { readSmtp, type SmtpEnv } from "#lib/launch/smtp-env.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { failureFingerprint } from "#lib/server/runs/failure-fingerprint.ts";
import { buildDocument, nodeId } from "./build-document.ts";

export const down: RunError = { class: "provider", code: "http_503", message: "shop.example.com answered 503: secret-of-a-customer", node: nodeId("send") };
export const refused: RunError = { class: "validation", code: "http_422", message: "“secret-of-a-customer” is not an address.", node: nodeId("send") };

/** As the launcher reads it. */
export function smtpAt(url: string): SmtpEnv | null {
  return readSmtp((name) => ({ MILLRACE_SMTP_URL: url, MILLRACE_SMTP_FROM: "Millrace <millrace@example.com>" })[name] ?? null);
}

/** Flows and runs written as the engine writes them, at times that a test chooses. */
export function alertLab(pool: Pool, workspace: string) {
  return {
    /** Published, with one step named “send”. */
    async flow(name: string, kind: "hook" | "schedule" | "manual" = "hook", nextAt = "null"): Promise<string> {
      const id = newId("flow");
      const document = buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request" } }, ["hook -> send"]);
      await pool.query("insert into flows (id, workspace_id, name, draft, hook_path, live_version, created_by, updated_by) values ($1, $2, $3, $4, $1, 1, 't', 't')", [id, workspace, name, document]);
      await pool.query("insert into flow_versions (workspace_id, flow_id, number, document, message, published_by) values ($1, $2, 1, $3, '', 't')", [workspace, id, document]);
      await pool.query(
        `insert into subscriptions (id, workspace_id, flow_id, version, node_id, kind, key, pattern, status, settings, next_at, updated_at) values ($1, $2, $1, 1, 'n', $3, $1, 'event', 'active', '{}', ${nextAt}, now() - interval '30 days')`,
        [id, workspace, kind],
      );
      return id;
    },
    /** A run that is queued or running since some time ago. */
    async begin(flow: string, { ago = "1 s", status = "running", kind = "live" } = {}): Promise<string> {
      const id = newId("run");
      await pool.query(
        `insert into runs (workspace_id, id, flow_id, version, kind, pattern, status, origin, created_at, started_at)
        values ($1, $2, $3, 1, $4, 'event', $5, $2, clock_timestamp() - $6::interval, case when $5 <> 'queued' then clock_timestamp() - $6::interval end)`,
        [workspace, id, flow, kind, status, ago],
      );
      return id;
    },
    async end(run: string, error: RunError | null): Promise<void> {
      await pool.query("update runs set status = case when $2::jsonb is null then 'succeeded' else 'failed' end, error = $2, fingerprint = $3, finished_at = clock_timestamp() where id = $1", [run, error, error && failureFingerprint(error)]);
    },
    async fail(flow: string, error: RunError, options: { kind?: "live" | "test" } = {}): Promise<string> {
      const run = await this.begin(flow, options);
      await this.end(run, error);
      return run;
    },
    async succeed(flow: string, ago = "0 s"): Promise<void> {
      await this.end(await this.begin(flow, { ago }), null);
    },
    /** As if a rule's cool-down, and every wait for a next try, had passed. */
    async later(): Promise<void> {
      await pool.query("update alerts set notice_at = notice_at - interval '100 days', noticed_at = noticed_at - interval '100 days' where workspace_id = $1", [workspace]);
      await pool.query("update alert_notices set next_at = now() - interval '1 s' where workspace_id = $1 and sent_at is null", [workspace]);
    },
  };
}
