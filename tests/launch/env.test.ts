import { expect, test } from "vitest";

import { childEnvironment } from "#lib/launch/child-environment.ts";
import { readLaunchEnv, readSettings } from "#lib/launch/env.ts";
import { resolveSecrets } from "#lib/launch/secrets.ts";

import { temporaryFolder } from "./temporary-folder.ts";

const launchEnv = (inherited: Record<string, string>): ReturnType<typeof readLaunchEnv> => {
  const settings = readSettings(inherited, "/project");
  const secrets = resolveSecrets(temporaryFolder(), settings.encryptionKey);
  const databaseUrl = settings.databaseUrl ?? "postgres://own";
  return readLaunchEnv(
    childEnvironment({ inherited: { NODE_ENV: "test", ...inherited }, projectDir: "/project", settings, secrets, port: settings.port, databaseUrl, samplesPort: settings.samples ? 4010 : null }),
  );
};

test("everything has a default", () => {
  expect(launchEnv({})).toMatchObject({
    dataDir: "/project/.millrace",
    databaseUrl: "postgres://own",
    host: "127.0.0.1",
    port: 3000,
    publicUrl: "http://127.0.0.1:3000",
    inngest: { mode: "embedded", signingKey: expect.stringMatching(/^signkey-prod-[0-9a-f]{64}$/) },
    egressAllow: [],
    owner: null,
    apiKey: null,
    dev: false,
    logLevel: "info",
    samplesPort: 4010,
  });
});

test("the sample systems are on beside the built-in database, off beside another, and as said", () => {
  expect(launchEnv({ DATABASE_URL: "postgres://other" }).samplesPort).toBeNull();
  expect(launchEnv({ DATABASE_URL: "postgres://other", MILLRACE_SAMPLES: "1" }).samplesPort).toBe(4010);
  expect(launchEnv({ MILLRACE_SAMPLES: "0" }).samplesPort).toBeNull();
});

test("children get what the person chose", () => {
  const env = launchEnv({
    HOST: "0.0.0.0",
    PORT: "8080",
    MILLRACE_DATA_DIR: "elsewhere",
    MILLRACE_PUBLIC_URL: "https://flows.example.com/",
    MILLRACE_EGRESS_ALLOW: "10.0.0.0/8, crm:8080",
    MILLRACE_OWNER_EMAIL: "ada@example.com",
    MILLRACE_OWNER_PASSWORD: "long enough",
    MILLRACE_API_KEY: "k".repeat(32),
  });
  expect(env).toMatchObject({
    dataDir: "/project/elsewhere",
    publicUrl: "https://flows.example.com",
    egressAllow: ["10.0.0.0/8", "crm:8080"],
    owner: { email: "ada@example.com", password: "long enough", workspace: null },
    apiKey: "k".repeat(32),
  });
});

test("any variable of an Inngest server turns the built-in executor off and keeps its keys", () => {
  expect(launchEnv({ INNGEST_BASE_URL: "http://inngest:8288" }).inngest).toEqual({
    mode: "server",
    signingKey: null,
    eventKey: null,
    baseUrl: "http://inngest:8288",
  });
  expect(launchEnv({ INNGEST_SIGNING_KEY: "signkey-test-1" }).inngest).toMatchObject({ mode: "server", signingKey: "signkey-test-1" });
});

test("an address that means every interface becomes one that a browser opens", () => {
  expect(launchEnv({ HOST: "0.0.0.0" }).publicUrl).toBe("http://localhost:3000");
  expect(launchEnv({ HOST: "::1" }).publicUrl).toBe("http://[::1]:3000");
});

test.for([
  [{ PORT: "http" }, /PORT is "http". Set it to a number/],
  [{ PORT: "70000" }, /PORT is "70000"/],
  [{ DATABASE_URL: "mysql://x" }, /DATABASE_URL must begin with postgres:/],
  [{ MILLRACE_PUBLIC_URL: "flows.example.com" }, /MILLRACE_PUBLIC_URL .* Set it to the address people open/],
  [{ MILLRACE_PUBLIC_URL: "https://example.com/path" }, /without a path/],
  [{ MILLRACE_API_KEY: "short" }, /MILLRACE_API_KEY has 5 characters. Use 32 or more/],
  [{ MILLRACE_OWNER_EMAIL: "ada@example.com" }, /Set both MILLRACE_OWNER_EMAIL and MILLRACE_OWNER_PASSWORD/],
  [{ MILLRACE_OWNER_EMAIL: "ada", MILLRACE_OWNER_PASSWORD: "x" }, /Set it to an e-mail address/],
  [{ MILLRACE_LOG_LEVEL: "loud" }, /MILLRACE_LOG_LEVEL is "loud". Set it to one of fatal, error/],
  [{ MILLRACE_UNSAFE_DATABASE: "maybe" }, /MILLRACE_UNSAFE_DATABASE is "maybe". Set it to 1 or 0/],
  [{ MILLRACE_ENCRYPTION_KEY: "changeme" }, /MILLRACE_ENCRYPTION_KEY must be 32 random bytes/],
] as const)("says what to change for %o", ([environment, message]) => {
  expect(() => readSettings(environment, "/project")).toThrow(message);
});

test("a child started by hand says how it is started", () => {
  expect(() => readLaunchEnv({})).toThrow(/started by `npm start`/);
});
