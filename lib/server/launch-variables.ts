import type { InngestEnv, LaunchEnv } from "#lib/launch/env.ts";

/** The variables from which `readLaunchEnv` makes the same environment: for a process that this one starts. */
export function launchVariables(env: LaunchEnv): Record<string, string> {
  const { inngest, owner } = env;
  return {
    DATABASE_URL: env.databaseUrl,
    HOST: env.host,
    PORT: String(env.port),
    MILLRACE_DATA_DIR: env.dataDir,
    MILLRACE_PUBLIC_URL: env.publicUrl,
    MILLRACE_ENCRYPTION_KEY: env.encryptionKey,
    MILLRACE_SESSION_SECRET: env.sessionSecret,
    MILLRACE_INTERNAL_KEY: env.internalKey,
    MILLRACE_EXECUTOR: inngest.mode,
    ...(inngest.signingKey === null ? {} : { INNGEST_SIGNING_KEY: inngest.signingKey }),
    ...(inngest.eventKey === null ? {} : { INNGEST_EVENT_KEY: inngest.eventKey }),
    ...(inngest.mode === "embedded" ? {} : serverVariables(inngest)),
    MILLRACE_EGRESS_ALLOW: env.egressAllow.join(","),
    ...(env.smtp === null ? {} : { MILLRACE_SMTP_URL: env.smtp.url, MILLRACE_SMTP_FROM: env.smtp.from }),
    ...(owner === null ? {} : { MILLRACE_OWNER_EMAIL: owner.email, MILLRACE_OWNER_PASSWORD: owner.password, MILLRACE_OWNER_WORKSPACE: owner.workspace ?? "" }),
    ...(env.apiKey === null ? {} : { MILLRACE_API_KEY: env.apiKey }),
    ...(env.metricsToken === null ? {} : { MILLRACE_METRICS_TOKEN: env.metricsToken }),
    MILLRACE_DEV: env.dev ? "1" : "0",
    MILLRACE_LOG_LEVEL: env.logLevel,
    MILLRACE_UNSAFE_DATABASE: env.unsafeDatabase ? "1" : "0",
    MILLRACE_SIGN_UP: env.signUp,
    MILLRACE_SAMPLES: env.samplesPort === null ? "0" : "1",
    ...(env.samplesPort === null ? {} : { MILLRACE_SAMPLES_PORT: String(env.samplesPort) }),
  };
}

function serverVariables(server: Extract<InngestEnv, { mode: "server" }>): Record<string, string> {
  return {
    INNGEST_DEV: server.dev ? "1" : "0",
    ...(server.baseUrl === null ? {} : { INNGEST_BASE_URL: server.baseUrl }),
    ...(server.signingKeyFallback === null ? {} : { INNGEST_SIGNING_KEY_FALLBACK: server.signingKeyFallback }),
    ...(server.serveOrigin === null ? {} : { INNGEST_SERVE_ORIGIN: server.serveOrigin }),
    MILLRACE_INNGEST_PATIENCE: String(server.patienceMs / 1000),
  };
}
