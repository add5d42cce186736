import type { Credential } from "#lib/contracts/connections.schema.ts";
import { hostAndPort } from "#lib/egress/host-and-port.ts";
import { AppError } from "#lib/errors.ts";

/**
 * The hosts a credential may be sent to: those that were named, for a database only its own, for a webhook's secret none.
 * @throws AppError invalid when none is named, or some for a database.
 */
export function allowedHostsOf(credential: Credential, named: readonly string[] | undefined): string[] {
  if (credential.kind === "webhook/secret") {
    if (named === undefined) return [];
    throw new AppError("invalid", "A webhook's secret is sent nowhere, so it names no hosts.", { details: [{ at: "body.allowedHosts", message: "Leave it out." }] });
  }
  if (credential.kind !== "postgres/password") {
    if (named !== undefined) return [...named];
    throw new AppError("invalid", "Name at least one host the secret may be sent to.", { details: [{ at: "body.allowedHosts", message: "Needed for HTTP." }] });
  }
  if (named === undefined) return [hostAndPort(credential.host, credential.port)];
  throw new AppError("invalid", "A database connection names no hosts: its own host and port is the only one.", {
    details: [{ at: "body.allowedHosts", message: "Leave it out." }],
  });
}

/** Steps that use a connection expect its family, so a database never becomes an HTTP credential. */
export function isSameFamily(one: string, other: string): boolean {
  return one.split("/")[0] === other.split("/")[0];
}
