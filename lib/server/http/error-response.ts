import { AppError } from "#lib/errors.ts";
import { runtime } from "#lib/server/runtime.ts";

const databaseDown = new Set(["ECONNREFUSED", "ECONNRESET", "57P01", "57P02", "57P03", "53300", "08006", "08001"]);
/** Text with NUL, or an unpaired surrogate, which Postgres cannot store. */
const unstorableText = new Set(["22021", "22P05"]);

/** The one mapper from a thrown value to an answer; what is not an AppError is logged and answered without its message. */
export function errorResponse(thrown: unknown, requestId: string): Response {
  const error = known(thrown);
  if (error === null || error.httpStatus >= 500) runtime().log.error({ requestId, err: thrown }, "request.failed");
  const shown = error ?? new AppError("internal", `Something went wrong on our side. Try again; the server's log has more under ${requestId}.`);
  const body = {
    error: { code: shown.code, message: shown.message, requestId, ...(shown.details === undefined ? {} : { details: shown.details }) },
  };
  const headers = new Headers({ "cache-control": "no-store", "x-request-id": requestId });
  const wait = retryAfter(shown);
  if (wait !== null) headers.set("retry-after", String(wait));
  if (shown.code === "unauthorized") headers.set("www-authenticate", 'Bearer realm="millrace"');
  return Response.json(body, { status: shown.httpStatus, headers });
}

function known(thrown: unknown): AppError | null {
  if (AppError.is(thrown)) return thrown;
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    if (databaseDown.has(code)) return new AppError("unavailable", "The database does not answer. Try again in a moment; nothing was changed.", { cause: thrown });
    if (unstorableText.has(code)) return new AppError("invalid", "The text holds a character that cannot be stored (NUL or half of a surrogate pair). Remove it.");
  }
  return null;
}

/** Seconds, when the error's details say `{ retryAfter }`. */
function retryAfter(error: AppError): number | null {
  const details = error.details;
  if (typeof details !== "object" || details === null || !("retryAfter" in details)) return null;
  return typeof details.retryAfter === "number" ? details.retryAfter : null;
}
