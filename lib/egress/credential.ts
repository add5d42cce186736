import { EgressError } from "./egress-error.ts";

/** What a call may be signed with. Its values live in closures, so printing or storing it shows nothing. */
export interface Credential {
  /** `api.example.com`, `*.example.com`, `api.example.com:8443`. */
  allowedHosts: readonly string[];
  /** Adds it to a request whose host was checked; may replace headers and add to the query. */
  apply(request: { url: URL; headers: Record<string, string> }): void;
  /** Values that must not be seen in a reply. */
  secrets(): readonly string[];
}

/** What a database is opened with; like the above, the password is in a closure. */
export interface DatabaseCredential {
  /** One entry, `host:port`: the database's own. */
  allowedHosts: readonly string[];
  host: string;
  port: number;
  database: string;
  user: string;
  /** `require` encrypts without looking at the certificate, `verify` looks at it and at the name in it. */
  ssl: "disable" | "require" | "verify";
  password(): string;
  secrets(): readonly string[];
}

/** @throws EgressError for a database's: its password is never sent by HTTP. */
export function demandHttp(credential: Credential | DatabaseCredential): Credential {
  if ("apply" in credential) return credential;
  throw new EgressError("validation", "wrong_connection", "This connection is for a database and cannot sign HTTP calls. Choose a connection for HTTP.");
}

/** @throws EgressError for one that signs HTTP calls: it knows no database. */
export function demandDatabase(credential: Credential | DatabaseCredential): DatabaseCredential {
  if ("password" in credential) return credential;
  throw new EgressError("validation", "wrong_connection", "This connection is for HTTP and opens no database. Choose a PostgreSQL connection.");
}
