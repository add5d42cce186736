import { EgressError } from "./egress-error.ts";

const refused = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"]);
const cut = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_DESTROYED", "UND_ERR_CLOSED", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "ECONNABORTED"]);
const slow = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const badRequest = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH", "ERR_INVALID_CHAR", "ERR_HTTP_INVALID_HEADER_VALUE"]);

/** The class and words for what undici, TLS or the resolver threw; an EgressError stays as it is. */
export function classifyFailure(error: unknown, host: string): EgressError {
  if (EgressError.is(error)) return error;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const made = (errorClass: EgressError["class"], ours: string, message: string): EgressError => new EgressError(errorClass, ours, message, { cause: error });
  if (code === "ENOTFOUND" || code === "ENODATA") return made("not_found", "unknown_host", `No address is known for ${host}. Check the host name.`);
  if (code === "EAI_AGAIN") return made("transient", "dns_failed", `The address of ${host} could not be looked up just now.`);
  if (refused.has(code)) return made("transient", "connection_refused", `${host} does not take connections.`);
  if (cut.has(code)) return made("transient", "connection_lost", `${host} closed the connection before its reply was complete.`);
  if (slow.has(code)) return made("transient", "timeout", `${host} did not answer in time.`);
  if (badRequest.has(code)) return made("validation", "bad_request", "The request cannot be sent: a header or the URL holds a character that is not allowed.");
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code)) {
    return made("provider", "tls_failed", `No secure connection to ${host}: its certificate or TLS settings are not valid (${code}).`);
  }
  if (code.startsWith("HPE_") || code.startsWith("UND_ERR_HEADERS")) return made("provider", "bad_reply", `${host} answered with something that is not HTTP (${code}).`);
  return made("transient", "call_failed", `The call to ${host} failed.`);
}
