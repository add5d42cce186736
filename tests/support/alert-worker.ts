import { deliverNotices } from "#lib/server/alerts/deliver-notices.ts";
import { smtpAt } from "./alert-lab.ts";
import { bindRuntime } from "./bind-runtime.ts";

/** A process that sends what is to be told, again and again, for tests that kill it. */
bindRuntime(process.env["LAB_DATABASE_URL"] ?? "", { smtp: smtpAt(process.env["LAB_SMTP_URL"] ?? "") });
process.stdout.write("ready\n");
for (;;) {
  await deliverNotices();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
