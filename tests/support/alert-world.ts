import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { AlertCondition } from "#lib/flow/alerts/alert-condition.ts";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { deliverNotices } from "#lib/server/alerts/deliver-notices.ts";
import { evaluateAlerts } from "#lib/server/alerts/evaluate-alerts.ts";
import { listAlerts } from "#lib/server/alerts/list-alerts.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { alertLab, smtpAt } from "./alert-lab.ts";
import { bindRuntime } from "./bind-runtime.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { type MailServer, startMailServer } from "./mail-server.ts";
import { newWorkspace } from "./schedule-lab.ts";
import { startTarget, type TargetServer } from "./target-server.ts";

export const failures: AlertCondition = { what: "failed", times: 1, withinMinutes: 60 };

/** Of one test file: a database, a mail server and a webhook's target, and for each test a workspace without rules. */
export class AlertWorld {
  database!: TestDatabase;
  mail!: MailServer;
  target!: TargetServer;
  context!: WorkspaceContext;
  lab!: ReturnType<typeof alertLab>;

  #pool: { end(): Promise<void> } | undefined;

  constructor() {
    beforeAll(async () => {
      [this.database, this.mail, this.target] = await Promise.all([createTestDatabase(), startMailServer({ user: "millrace", password: "p@ss/word" }), startTarget()]);
      await this.bind();
    });
    afterAll(async () => {
      await this.#pool?.end();
      await Promise.all([this.mail.close(), this.target.close()]);
      await this.database.drop();
    });
    beforeEach(async () => {
      this.context = await newWorkspace(this.database.pool);
      this.lab = alertLab(this.database.pool, this.context.workspace.id);
    });
    afterEach(async () => {
      await this.database.pool.query("delete from alert_rules");
      this.mail.received.length = 0;
      this.target.received.length = 0;
      this.mail.refuse = () => null;
      this.target.answer = () => ({ status: 200 });
    });
  }

  /** Binds the use cases to this world; again, after a test has bound them to another. */
  async bind(): Promise<void> {
    await this.#pool?.end();
    this.#pool = bindRuntime(this.database.url, { smtp: smtpAt(this.mail.url), egressAllow: [this.target.address] });
  }

  async rule(condition: AlertCondition, more: Partial<Parameters<typeof createAlertRule>[1]> = {}): Promise<string> {
    return (await createAlertRule(this.context, { name: "Watch", condition, flows: null, emails: ["ada@example.com"], webhook: null, flow: null, cooldownMinutes: 60, ...more })).id;
  }

  /** What workers do by the clock, once; the subjects of the mails that it sent. */
  async look(): Promise<string[]> {
    const before = this.mail.received.length;
    await evaluateAlerts();
    await deliverNotices();
    return this.mail.received.slice(before).map(({ subject }) => subject);
  }

  async opened() {
    return (await listAlerts(this.context, { state: "open", limit: 50 })).alerts;
  }
}
