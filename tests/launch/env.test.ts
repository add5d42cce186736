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

test("accounts are made by invitation, unless it is said that anybody may make one", () => {
  expect(launchEnv({}).signUp).toBe("closed");
  expect(launchEnv({ MILLRACE_SIGN_UP: "open" }).signUp).toBe("open");
  expect(() => launchEnv({ MILLRACE_SIGN_UP: "yes" })).toThrow(/open or closed/);
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

const key = "0123456789abcdef".repeat(4);
const keys = { INNGEST_SIGNING_KEY: `signkey-prod-${key}`, INNGEST_EVENT_KEY: "event-key" };

test("the variables of an Inngest server turn the built-in executor off", () => {
  expect(launchEnv({ ...keys, INNGEST_BASE_URL: "http://inngest:8288/", INNGEST_SIGNING_KEY_FALLBACK: key, INNGEST_SERVE_ORIGIN: "http://millrace:3000" }).inngest).toEqual({
    mode: "server", dev: false, baseUrl: "http://inngest:8288", signingKey: `signkey-prod-${key}`, signingKeyFallback: key, eventKey: "event-key", serveOrigin: "http://millrace:3000", patienceMs: 120_000,
  });
  expect(launchEnv({ ...keys, MILLRACE_PUBLIC_URL: "https://flows.example.com", MILLRACE_INNGEST_PATIENCE: "30" }).inngest).toMatchObject({ mode: "server", baseUrl: null, patienceMs: 30_000 });
});

test("a dev server is found where INNGEST_DEV or INNGEST_BASE_URL says, on this machine only", () => {
  expect(launchEnv({ INNGEST_DEV: "1" }).inngest).toMatchObject({ dev: true, baseUrl: "http://localhost:8288", signingKey: null });
  expect(launchEnv({ INNGEST_DEV: "http://127.0.0.1:9000" }).inngest).toMatchObject({ dev: true, baseUrl: "http://127.0.0.1:9000" });
  expect(launchEnv({ INNGEST_DEV: "true", INNGEST_BASE_URL: "http://[::1]:9000" }).inngest).toMatchObject({ dev: true, baseUrl: "http://[::1]:9000" });
  expect(launchEnv({ INNGEST_DEV: "0" }).inngest).toMatchObject({ mode: "embedded" });
});

test.for([
  [{ INNGEST_BASE_URL: "http://inngest:8288" }, /your Inngest server, set INNGEST_SIGNING_KEY and INNGEST_EVENT_KEY too.*unset every INNGEST/],
  [{ INNGEST_SIGNING_KEY: key }, /Inngest Cloud, set INNGEST_EVENT_KEY too/],
  [{ INNGEST_EVENT_KEY: "event-key" }, /Inngest Cloud, set INNGEST_SIGNING_KEY too/],
  [{ INNGEST_SIGNING_KEY_FALLBACK: key }, /set INNGEST_SIGNING_KEY and INNGEST_EVENT_KEY too/],
  [{ ...keys, INNGEST_BASE_URL: "http://inngest:8288", INNGEST_SIGNING_KEY: "changeme" }, /INNGEST_SIGNING_KEY is not a signing key/],
  [{ ...keys, INNGEST_BASE_URL: "inngest:8288" }, /INNGEST_BASE_URL is not an address/],
  [{ ...keys, INNGEST_BASE_URL: "http://inngest:8288/api" }, /without a path/],
  [keys, /Inngest Cloud calls Millrace over the internet. Set MILLRACE_PUBLIC_URL/],
  [{ ...keys, MILLRACE_PUBLIC_URL: "http://localhost:3000" }, /Inngest Cloud calls Millrace over the internet/],
  [{ INNGEST_DEV: "http://inngest:8288" }, /turns signatures off, and INNGEST_BASE_URL leads beyond this machine/],
  [{ INNGEST_DEV: "1", HOST: "0.0.0.0" }, /HOST leads beyond this machine. Unset INNGEST_DEV/],
  [{ INNGEST_DEV: "1", MILLRACE_PUBLIC_URL: "https://flows.example.com" }, /MILLRACE_PUBLIC_URL leads beyond/],
  [{ INNGEST_DEV: "1", INNGEST_SERVE_ORIGIN: "http://10.0.0.2:3000" }, /INNGEST_SERVE_ORIGIN leads beyond/],
  [{ ...keys, INNGEST_BASE_URL: "http://inngest:8288", MILLRACE_INNGEST_PATIENCE: "soon" }, /MILLRACE_INNGEST_PATIENCE is "soon"/],
] as const)("says what to set for %o", ([environment, message]) => {
  expect(() => readSettings(environment, "/project")).toThrow(message);
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
