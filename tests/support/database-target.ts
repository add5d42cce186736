import type { DatabaseCredential } from "#lib/egress/credential.ts";
import { createEgress, type Egress } from "#lib/egress/create-egress.ts";
import type { Database } from "#lib/egress/database/database.ts";
import { hostAndPort } from "#lib/egress/host-and-port.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

export interface DatabaseTarget {
  database: TestDatabase;
  egress: Egress;
  port: number;
  password: string;
  credential(changes?: Partial<Pick<DatabaseCredential, "host" | "port" | "database" | "user" | "ssl">> & { password?: string }): DatabaseCredential;
  /** A session, ended with the target at the latest. */
  open(options?: { readOnly?: boolean; timeoutMs?: number; signal?: AbortSignal; credential?: DatabaseCredential }): Promise<Database>;
  stop(): Promise<void>;
}

/** A database of its own, and an egress that may reach loopback, as the admin of an instance would allow it. */
export async function startDatabaseTarget(): Promise<DatabaseTarget> {
  const database = await createTestDatabase();
  const egress = createEgress({ isAllowed: ({ host }) => host === "127.0.0.1" || host === "localhost" });
  const url = new URL(database.url);
  const credential: DatabaseTarget["credential"] = (changes = {}) => {
    const { password = decodeURIComponent(url.password), ...rest } = changes;
    const place = { host: "127.0.0.1", port: Number(url.port), database: url.pathname.slice(1), user: url.username, ssl: "disable" as const, ...rest };
    return { ...place, allowedHosts: [hostAndPort(place.host, place.port)], password: () => password, secrets: () => [password] };
  };
  return {
    database, egress, credential,
    port: Number(url.port),
    password: decodeURIComponent(url.password),
    open: ({ readOnly = false, timeoutMs = 10_000, signal = new AbortController().signal, credential: given = credential() } = {}) => egress.openDatabase({ credential: given, signal, timeoutMs, readOnly }),
    async stop() {
      await egress.close();
      await database.drop();
    },
  };
}
