import { expect, test } from "vitest";
import { readLaunchEnv } from "#lib/launch/env.ts";
import { readSmtp } from "#lib/launch/smtp-env.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { testEnv } from "#tests/support/test-env.ts";

test("a process that is started with these variables has the same environment", () => {
  const plain = testEnv("postgres://a:b@127.0.0.1:5432/c");
  const full = testEnv("postgres://a:b@127.0.0.1:5432/c", {
    egressAllow: ["127.0.0.1:80", "10.0.0.0/8"], owner: { email: "a@example.com", password: "long enough", workspace: "Shop" }, apiKey: "k".repeat(40), metricsToken: "m".repeat(32), dev: true, logLevel: "warn", signUp: "open", samplesPort: 4010,
    smtp: readSmtp((name) => ({ MILLRACE_SMTP_URL: "smtp://user:p%40ss@mail.local:2525?requireTLS=1&name=here", MILLRACE_SMTP_FROM: "Millrace <m@example.com>" })[name] ?? null),
    inngest: { mode: "server", dev: false, signingKey: "0123456789abcdef".repeat(4), signingKeyFallback: "fedcba9876543210".repeat(4), eventKey: "key", baseUrl: "https://inngest.example.com", serveOrigin: "https://flows.example.com", patienceMs: 60_000 },
  });
  for (const env of [plain, full]) expect(readLaunchEnv(launchVariables(env))).toEqual(env);
});
