import { join } from "node:path";

import { defaultPublicUrl, type Settings } from "./env.ts";
import type { Secrets } from "./secrets.ts";

/** The environment of web and worker: what the launcher got, with everything settled (read by `readLaunchEnv`). */
export function childEnvironment(options: {
  inherited: NodeJS.ProcessEnv;
  projectDir: string;
  settings: Settings;
  secrets: Secrets;
  port: number;
  databaseUrl: string;
  samplesPort: number | null;
}): NodeJS.ProcessEnv {
  const { settings, secrets, port } = options;
  const embedded = { INNGEST_SIGNING_KEY: secrets.inngestSigningKey, INNGEST_EVENT_KEY: secrets.inngestEventKey };
  return {
    ...options.inherited,
    NODE_ENV: settings.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_COMPILE_CACHE: options.inherited["NODE_COMPILE_CACHE"] ?? join(options.settings.dataDir, "compile-cache"),
    DATABASE_URL: options.databaseUrl,
    HOST: settings.host,
    PORT: String(port),
    MILLRACE_DATA_DIR: settings.dataDir,
    MILLRACE_PUBLIC_URL: settings.publicUrl ?? defaultPublicUrl(settings.host, port),
    MILLRACE_ENCRYPTION_KEY: secrets.encryptionKey,
    MILLRACE_SESSION_SECRET: secrets.sessionSecret,
    MILLRACE_INTERNAL_KEY: secrets.internalKey,
    MILLRACE_EXECUTOR: settings.inngest === null ? "embedded" : "server",
    MILLRACE_DEV: settings.dev ? "1" : "0",
    MILLRACE_SAMPLES: options.samplesPort === null ? "0" : "1",
    ...(options.samplesPort === null ? {} : { MILLRACE_SAMPLES_PORT: String(options.samplesPort) }),
    ...(settings.inngest === null ? embedded : {}),
  };
}
