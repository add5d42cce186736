import { fireDue } from "#lib/server/schedules/fire-due.ts";
import { bindRuntime } from "./bind-runtime.ts";

/** A process that starts what schedules have due, again and again, for tests that kill it. */
bindRuntime(process.env["LAB_DATABASE_URL"] ?? "");
process.stdout.write("ready\n");
for (;;) {
  await fireDue();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
