import { type Logger, pino } from "pino";

/** One logger a process: event names and ids, never payloads; keys that hold secrets are cut wherever they appear. */
export function createLog(level: string, process: string): Logger {
  return pino({
    level,
    base: { process },
    redact: { paths: ["*.password", "*.secret", "*.token", "*.authorization", "*.cookie", "err.query", "err.parameters", "err.where"], censor: "[secret]" },
  });
}
