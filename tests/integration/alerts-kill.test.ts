import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { evaluateAlerts } from "#lib/server/alerts/evaluate-alerts.ts";
import { alertLab, down, smtpAt } from "#tests/support/alert-lab.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { type MailServer, startMailServer } from "#tests/support/mail-server.ts";
import { newWorkspace } from "#tests/support/schedule-lab.ts";
import { until } from "#tests/support/until.ts";

let database: TestDatabase;
let pool: { end(): Promise<void> };
let mail: MailServer;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  [database, mail] = await Promise.all([createTestDatabase(), startMailServer()]);
  pool = bindRuntime(database.url, { smtp: smtpAt(mail.url) });
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await pool.end();
  await mail.close();
  await database.drop();
});

async function startTeller(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", fileURLToPath(new URL("../../lib/launch/lean-imports.ts", import.meta.url)), fileURLToPath(new URL("../support/alert-worker.ts", import.meta.url))], {
    env: { ...process.env, LAB_DATABASE_URL: database.url, LAB_SMTP_URL: mail.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  if (child.stdout) await once(child.stdout, "data");
  return child;
}

test("a process that is killed after the mail server has the mail, and before that is recorded: it is sent again, as the same mail", { timeout: 60_000 }, async () => {
  const context = await newWorkspace(database.pool);
  const lab = alertLab(database.pool, context.workspace.id);
  await createAlertRule(context, { name: "Watch", condition: { what: "failed", times: 1, withinMinutes: 60 }, flows: null, emails: ["ada@example.com"], webhook: null, flow: null, cooldownMinutes: 60 });
  await lab.fail(await lab.flow("Orders"), down);
  await evaluateAlerts();

  const first = await startTeller();
  mail.onMail = async () => {
    first.kill("SIGKILL");
    await once(first, "exit");
  };
  await until("the first mail", () => mail.received.length === 1);
  await until("its sender's end", () => first.signalCode === "SIGKILL");
  mail.onMail = () => {};
  // Held for the dead one until its time is over: nobody else sends meanwhile.
  const held = await database.pool.query("select attempts, sent_at, next_at > now() as held from alert_notices");
  expect(held.rows).toEqual([{ attempts: 1, sent_at: null, held: true }]);

  await startTeller();
  await lab.later();
  await until("the second mail", () => mail.received.length === 2);
  await until("its record", async () => (await database.pool.query("select 1 from alert_notices where sent_at is not null and attempts = 2")).rowCount === 1);
  expect(mail.received[1]?.messageId).toBe(mail.received[0]?.messageId);
  expect(mail.received[0]?.messageId).toMatch(/^<ntc_\w+@millrace\.test>$/);
});
