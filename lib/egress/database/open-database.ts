import pg from "pg";
import { classifyDatabaseError } from "./classify-database-error.ts";
import { cancelStatement } from "./cancel-statement.ts";
import type { Database } from "./database.ts";
import { DatabaseConnection, sessionSettings } from "./database-connection.ts";
import { DatabaseScope } from "./database-scope.ts";
import type { DatabaseCredential } from "../credential.ts";
import { blocked, EgressError } from "../egress-error.ts";
import { hostAndPort } from "../host-and-port.ts";
import { secretMasker } from "../mask-secrets.ts";
import { openSocket, type SocketOptions } from "../open-socket.ts";

export interface DatabaseRequest {
  credential: DatabaseCredential;
  /** Ends the session, and what the server is doing for it. */
  signal: AbortSignal;
  /** For each statement, and for opening. */
  timeoutMs: number;
  /** All of it in one transaction that can change nothing and is undone (SEMANTICS test-1). */
  readOnly: boolean;
}

const sixteenMB = 16 * 1024 * 1024;
const openingMs = 15_000;

/**
 * A session with a PostgreSQL database. Its socket comes from the guard; pg speaks on it, with TLS where asked for.
 * @throws EgressError, whose words are the database's own and never hold the password; the reason of `signal`.
 */
export async function openDatabase({ credential, signal, timeoutMs, readOnly }: DatabaseRequest, guard: SocketOptions): Promise<Database> {
  signal.throwIfAborted();
  const { host, port } = credential;
  const place = hostAndPort(host, port);
  if (!credential.allowedHosts.includes(place)) throw blocked("blocked_host", `This connection may not be used with ${place}; it is for ${credential.allowedHosts.join(", ")}.`);
  const masker = secretMasker(credential.secrets());
  const classify = (error: unknown): EgressError => classifyDatabaseError(error, place, masker.text);
  const socket = await openSocket(host, port, guard).catch((error: unknown) => {
    throw opening(classify(error), place);
  });
  const client = new pg.Client({
    host, port, database: credential.database, user: credential.user, password: () => credential.password(), application_name: "millrace",
    ssl: credential.ssl !== "disable" && { rejectUnauthorized: credential.ssl === "verify" },
    stream: () => alreadyConnected(socket),
  });
  const abandon = (): void => {
    void cancelStatement(client, host, port, guard).catch(() => undefined).finally(() => socket.destroy());
  };
  const connection = new DatabaseConnection({ client, host: place, timeoutMs, signal, maxBytes: sixteenMB, classify, abandon });
  try {
    await withinTime(client.connect(), signal, Math.min(openingMs, timeoutMs), place);
  } catch (error) {
    connection.drop();
    signal.throwIfAborted();
    throw opening(classify(error), place);
  }
  const session = new DatabaseScope(connection);
  try {
    await connection.query(sessionSettings(timeoutMs));
    return readOnly ? await readOnlySession(session) : session;
  } catch (error) {
    await connection.end();
    throw error;
  }
}

/** pg connects its stream itself; this one was connected by the guard, so it only says that it is. */
function alreadyConnected<Stream extends import("node:net").Socket>(socket: Stream): Stream {
  socket.connect = () => {
    process.nextTick(() => socket.emit("connect"));
    return socket;
  };
  return socket;
}

/** Nothing was asked yet, so nothing can have been done. */
function opening(error: EgressError, place: string): EgressError {
  return error.code === "connection_cut" ? new EgressError("transient", "connection_lost", `${place} closed the connection while it was opened. Is a PostgreSQL server there?`, { cause: error.cause }) : error;
}

async function withinTime<Result>(work: Promise<Result>, signal: AbortSignal, ms: number, place: string): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new EgressError("transient", "timeout", `${place} did not answer within ${ms / 1_000} s.`)), ms);
  const stop = (): void => late.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  late.promise.catch(() => undefined);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** The session of a test-run: one transaction around all of it, never committed. */
async function readOnlySession(session: Database): Promise<Database> {
  const over = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<Database>();
  const all = session.transaction(async (inside) => {
    begun.resolve(inside);
    await over.promise;
  }, { readOnly: true });
  all.catch((error: unknown) => begun.reject(error));
  const inside = await begun.promise;
  return {
    query: (...given) => inside.query(...given),
    parameterTypes: (text) => inside.parameterTypes(text),
    copyFrom: (...given) => inside.copyFrom(...given),
    transaction: (...given) => inside.transaction(...given),
    async end() {
      over.resolve();
      await all.catch(() => undefined);
      await session.end();
    },
  };
}
