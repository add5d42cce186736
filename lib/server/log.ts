import { type Logger, pino } from "pino";

interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

function codeOf(error: Error): string | undefined {
  return "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? String(error.code) : undefined;
}

/**
 * An error as it may be logged. What a database driver adds (the statement's values, the row that clashed) is left
 * out: it holds what people store. A query builder repeats the values in its message, so only its cause is kept.
 */
export function loggedError(value: unknown, depth = 0): LoggedError {
  if (!(value instanceof Error)) return { type: typeof value, message: "Something other than an error was thrown." };
  const withValues = "query" in value || "params" in value;
  const code = codeOf(value);
  const frames = value.stack?.split("\n").filter((line) => line.startsWith("    at ")).slice(0, 12).join("\n");
  return {
    type: value.name,
    message: withValues ? "A statement failed." : value.message,
    ...(code === undefined ? {} : { code }),
    ...(frames ? { stack: frames } : {}),
    ...(value.cause !== undefined && depth < 3 ? { cause: loggedError(value.cause, depth + 1) } : {}),
  };
}

/** One logger a process: event names and ids, never payloads; keys that hold secrets are cut wherever they appear. */
export function createLog(level: string, process: string): Logger {
  return pino({
    level,
    base: { process },
    serializers: { err: (error: unknown) => loggedError(error) },
    redact: { paths: ["*.password", "*.secret", "*.token", "*.authorization", "*.cookie"], censor: "[secret]" },
  });
}
