import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import type { LaunchEnv } from "#lib/launch/env.ts";

/** The environment a process gets from the launcher, for use cases called in a test. */
export function testEnv(databaseUrl: string, changes: Partial<LaunchEnv> = {}): LaunchEnv {
  return {
    databaseUrl,
    dataDir: tmpdir(),
    host: "127.0.0.1",
    port: 0,
    publicUrl: "http://millrace.test",
    encryptionKey: randomBytes(32).toString("base64"),
    sessionSecret: randomBytes(32).toString("hex"),
    internalKey: randomBytes(32).toString("hex"),
    inngest: { mode: "embedded", signingKey: `signkey-prod-${randomBytes(32).toString("hex")}`, eventKey: randomBytes(16).toString("hex") },
    egressAllow: [],
    smtp: null,
    owner: null,
    apiKey: null,
    metricsToken: null,
    dev: false,
    logLevel: "silent",
    unsafeDatabase: true,
    signUp: "closed",
    samplesPort: null,
    ...changes,
  };
}
